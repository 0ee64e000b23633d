"""The gateway's vocabulary: opcodes, close codes, intents, and which event needs which intent.

Source: https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway
Source: https://discord.com/developers/docs/events/gateway#list-of-intents
"""

from enum import IntEnum, IntFlag


class Op(IntEnum):
    """Gateway opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE_UPDATE = 3
    VOICE_STATE_UPDATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_GUILD_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11
    REQUEST_SOUNDBOARD_SOUNDS = 31


class Close(IntEnum):
    """Close codes that the gateway sends."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_API_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class Intent(IntFlag):
    """Gateway intents."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_EXPRESSIONS = 1 << 3
    GUILD_INTEGRATIONS = 1 << 4
    GUILD_WEBHOOKS = 1 << 5
    GUILD_INVITES = 1 << 6
    GUILD_VOICE_STATES = 1 << 7
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15
    GUILD_SCHEDULED_EVENTS = 1 << 16
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21
    GUILD_MESSAGE_POLLS = 1 << 24
    DIRECT_MESSAGE_POLLS = 1 << 25


I = Intent  # noqa: E741 - a table of flags reads better with a short name
PRIVILEGED = I.GUILD_MEMBERS | I.GUILD_PRESENCES | I.MESSAGE_CONTENT
ALL_INTENTS = sum(Intent)
NO_INTENT = Intent(0)

_MESSAGES = (I.GUILD_MESSAGES, I.DIRECT_MESSAGES)
_REACTIONS = (I.GUILD_MESSAGE_REACTIONS, I.DIRECT_MESSAGE_REACTIONS)
NEEDED: dict[str, tuple[Intent, Intent]] = {
    **dict.fromkeys(("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"), _MESSAGES),
    **dict.fromkeys(
        (
            "MESSAGE_REACTION_ADD",
            "MESSAGE_REACTION_REMOVE",
            "MESSAGE_REACTION_REMOVE_ALL",
            "MESSAGE_REACTION_REMOVE_EMOJI",
        ),
        _REACTIONS,
    ),
    "TYPING_START": (I.GUILD_MESSAGE_TYPING, I.DIRECT_MESSAGE_TYPING),
    **dict.fromkeys(("GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"), (I.GUILD_MEMBERS, NO_INTENT)),
    **dict.fromkeys(
        ("GUILD_BAN_ADD", "GUILD_BAN_REMOVE", "GUILD_AUDIT_LOG_ENTRY_CREATE"), (I.GUILD_MODERATION, NO_INTENT)
    ),
    **dict.fromkeys(("INVITE_CREATE", "INVITE_DELETE"), (I.GUILD_INVITES, NO_INTENT)),
    "WEBHOOKS_UPDATE": (I.GUILD_WEBHOOKS, NO_INTENT),
    "CHANNEL_PINS_UPDATE": (I.GUILDS, I.DIRECT_MESSAGES),
    **dict.fromkeys(("INTERACTION_CREATE", "USER_UPDATE"), (NO_INTENT, NO_INTENT)),
}
"""Event name -> (intent in a guild, intent in a direct message); any other event needs GUILDS."""

CONTENT_EVENTS = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})
KILLING_CODES = frozenset({1000, 1001})
MAX_PAYLOAD_BYTES = 4096
MAX_EVENTS, EVENTS_WINDOW_S = 120, 60.0
API_VERSION = "10"
ZLIB_STREAM = "zlib-stream"
EMPTIED = {"content": "", "embeds": [], "attachments": [], "components": []}
