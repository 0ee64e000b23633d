"""Discord's permission bits, named as in Discord's documentation.

Only names live here, because the doors that import the least need them; what a member may do where is calculated in
`guildhall.discord.rights`. Bits that Discord adds later are kept as they come, so that writing a role back loses none.
Source: https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags
"""

from enum import IntFlag


class Permission(IntFlag):
    """A set of permission bits; Discord writes it as a decimal string: `Permission.parse("2112")`, `bits.wire`."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SET_VOICE_CHANNEL_STATUS = 1 << 48
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52

    @classmethod
    def parse(cls, value: object) -> "Permission":
        """Return the set that Discord's decimal string (or an integer ≥ 0) stands for.

        Raises:
            ValueError: It is neither.
        """
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return cls(int(value))
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return cls(value)
        raise ValueError("permissions are a decimal string")

    @property
    def wire(self) -> str:
        """The set as Discord writes it: a decimal string."""
        return str(int(self))

    def has(self, needed: "Permission") -> bool:
        """Return whether every bit of `needed` is in the set; ADMINISTRATOR is not taken for the others."""
        return int(self) & int(needed) == int(needed)

    def without(self, other: "Permission") -> "Permission":
        """Return the set without those bits, also where Discord has bits that have no name here."""
        return Permission(int(self) & ~int(other))


NO_PERMISSIONS = Permission(0)
ALL_PERMISSIONS = Permission(sum(Permission))

DANGEROUS_PERMISSIONS = (
    Permission.ADMINISTRATOR
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_GUILD
    | Permission.MANAGE_MESSAGES
    | Permission.MENTION_EVERYONE
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_WEBHOOKS
    | Permission.MANAGE_GUILD_EXPRESSIONS
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_EVENTS
    | Permission.MODERATE_MEMBERS
    | Permission.VIEW_AUDIT_LOG
)
"""Bits that let their holder harm others: a role that carries one is not granted lightly."""

_CLIENT_LABELS = {
    Permission.CREATE_INSTANT_INVITE: "Create Invite",
    Permission.MANAGE_GUILD: "Manage Server",
    Permission.STREAM: "Video",
    Permission.SEND_TTS_MESSAGES: "Send Text-to-Speech Messages",
    Permission.MENTION_EVERYONE: "Mention @everyone, @here and All Roles",
    Permission.USE_EXTERNAL_EMOJIS: "Use External Emoji",
    Permission.VIEW_GUILD_INSIGHTS: "View Server Insights",
    Permission.USE_VAD: "Use Voice Activity",
    Permission.MANAGE_GUILD_EXPRESSIONS: "Manage Expressions",
    Permission.USE_EMBEDDED_ACTIVITIES: "Use Activities",
    Permission.MODERATE_MEMBERS: "Timeout Members",
    Permission.VIEW_CREATOR_MONETIZATION_ANALYTICS: "View Creator Monetization Analytics",
    Permission.CREATE_GUILD_EXPRESSIONS: "Create Expressions",
    Permission.SEND_POLLS: "Create Polls",
}


def _label(permission: Permission) -> str:
    return _CLIENT_LABELS.get(permission) or (permission.name or "").replace("_", " ").title().replace(" In ", " in ")


def describe(permissions: Permission) -> list[str]:
    """Return the names under which a person finds these permissions in the Discord client, lowest bit first.

    A bit without a name here is told by its number, never left out.
    """
    told = [_label(known) for known in Permission if known in permissions]
    unknown = int(permissions) & ~int(ALL_PERMISSIONS)
    return told + [f"unknown permission (1 << {bit})" for bit in range(unknown.bit_length()) if unknown >> bit & 1]
