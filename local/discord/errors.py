"""Discord's error answers: one exception, and the JSON error codes that handlers raise by number.

Source: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from enum import IntEnum
from typing import Any

Json = dict[str, Any]


_NOT_FOUND = 404
_FORBIDDEN = 403
_BAD_REQUEST = 400


class Code(IntEnum):
    """Discord's JSON error codes, as far as this simulation answers with them."""

    UNKNOWN_APPLICATION = 10002
    UNKNOWN_CHANNEL = 10003
    UNKNOWN_GUILD = 10004
    UNKNOWN_INTEGRATION = 10005
    UNKNOWN_INVITE = 10006
    UNKNOWN_MEMBER = 10007
    UNKNOWN_MESSAGE = 10008
    UNKNOWN_OVERWRITE = 10009
    UNKNOWN_ROLE = 10011
    UNKNOWN_USER = 10013
    UNKNOWN_EMOJI = 10014
    UNKNOWN_WEBHOOK = 10015
    UNKNOWN_BAN = 10026
    UNKNOWN_ENTITLEMENT = 10029
    UNKNOWN_TEMPLATE = 10057
    UNKNOWN_STICKER = 10060
    UNKNOWN_STICKER_PACK = 10061
    UNKNOWN_INTERACTION = 10062
    UNKNOWN_COMMAND = 10063
    UNKNOWN_VOICE_STATE = 10065
    UNKNOWN_COMMAND_PERMISSIONS = 10066
    UNKNOWN_STAGE_INSTANCE = 10067
    UNKNOWN_WELCOME_SCREEN = 10069
    UNKNOWN_SCHEDULED_EVENT = 10070
    UNKNOWN_SOUND = 10097
    UNKNOWN_RULE = 10102
    UNKNOWN_TARGETS_JOB = 10124
    UNKNOWN_TARGETS = 10129
    BOTS_CANNOT = 20001
    EXPLICIT_CONTENT = 20009
    NOT_YOUR_APPLICATION = 20012
    TOO_MANY_GUILDS = 30001
    TOO_MANY_PINS = 30003
    TOO_MANY_ROLES = 30005
    TOO_MANY_WEBHOOKS = 30007
    TOO_MANY_EMOJIS = 30008
    TOO_MANY_REACTIONS = 30010
    TOO_MANY_CHANNELS = 30013
    TOO_MANY_ANIMATED = 30018
    TOO_MANY_COMMANDS = 30032
    TOO_MANY_COMMAND_CREATES = 30034
    TOO_MANY_STICKERS = 30039
    TOO_MANY_SOUNDS = 30045
    UNAUTHORIZED = 40001
    BANNED = 40007
    ONE_PARENT = 40009
    NOT_IN_VOICE = 40032
    ALREADY_CROSSPOSTED = 40033
    ALREADY_ACKNOWLEDGED = 40060
    MISSING_ACCESS = 50001
    NOT_ON_A_DM = 50003
    WIDGET_DISABLED = 50004
    OTHER_AUTHOR = 50005
    EMPTY_MESSAGE = 50006
    CANNOT_DM = 50007
    NOT_A_TEXT_CHANNEL = 50008
    MISSING_PERMISSIONS = 50013
    WRONG_COUNT_TO_DELETE = 50016
    PIN_ELSEWHERE = 50019
    SYSTEM_MESSAGE = 50021
    WRONG_CHANNEL_TYPE = 50024
    INVALID_OAUTH2_TOKEN = 50025
    INVALID_WEBHOOK_TOKEN = 50027
    INVALID_ROLE = 50028
    INVALID_RECIPIENT = 50033
    TOO_OLD_TO_BULK_DELETE = 50034
    INVALID_FORM_BODY = 50035
    INVALID_GUILD = 50055
    INVALID_MESSAGE_TYPE = 50068
    INVALID_STICKER = 50081
    MISSING_BOOSTS = 50101
    THREAD_IS_ARCHIVED = 50083
    INVALID_JSON = 50109
    NO_MUTUAL_GUILD = 50278
    THREAD_EXISTS = 160004
    THREAD_IS_LOCKED = 160005
    CANNOT_FORWARD = 160014
    POLL_EXPIRED = 520001
    NOT_A_POLL = 520006
    UNKNOWN_JOIN_REQUEST = 10114
    ONBOARDING_REQUIREMENTS = 350000
    NOBODY_BANNED = 500000


CODES: dict[int, tuple[int, str]] = {
    Code.UNKNOWN_APPLICATION: (_NOT_FOUND, "Unknown Application"),
    Code.UNKNOWN_CHANNEL: (_NOT_FOUND, "Unknown Channel"),
    Code.UNKNOWN_GUILD: (_NOT_FOUND, "Unknown Guild"),
    Code.UNKNOWN_INTEGRATION: (_NOT_FOUND, "Unknown Integration"),
    Code.UNKNOWN_INVITE: (_NOT_FOUND, "Unknown Invite"),
    Code.UNKNOWN_MEMBER: (_NOT_FOUND, "Unknown Member"),
    Code.UNKNOWN_MESSAGE: (_NOT_FOUND, "Unknown Message"),
    Code.UNKNOWN_OVERWRITE: (_NOT_FOUND, "Unknown Permission Overwrite"),
    Code.UNKNOWN_ROLE: (_NOT_FOUND, "Unknown Role"),
    Code.UNKNOWN_USER: (_NOT_FOUND, "Unknown User"),
    Code.UNKNOWN_EMOJI: (_NOT_FOUND, "Unknown Emoji"),
    Code.UNKNOWN_WEBHOOK: (_NOT_FOUND, "Unknown Webhook"),
    Code.UNKNOWN_BAN: (_NOT_FOUND, "Unknown Ban"),
    Code.UNKNOWN_ENTITLEMENT: (_NOT_FOUND, "Unknown Entitlement"),
    Code.UNKNOWN_TEMPLATE: (_NOT_FOUND, "Unknown Guild Template"),
    Code.UNKNOWN_STICKER: (_NOT_FOUND, "Unknown Sticker"),
    Code.UNKNOWN_STICKER_PACK: (_NOT_FOUND, "Unknown sticker pack"),
    Code.UNKNOWN_INTERACTION: (_NOT_FOUND, "Unknown interaction"),
    Code.UNKNOWN_COMMAND: (_NOT_FOUND, "Unknown application command"),
    Code.UNKNOWN_VOICE_STATE: (_NOT_FOUND, "Unknown Voice State"),
    Code.UNKNOWN_COMMAND_PERMISSIONS: (_NOT_FOUND, "Unknown application command permissions"),
    Code.UNKNOWN_STAGE_INSTANCE: (_NOT_FOUND, "Unknown Stage Instance"),
    Code.UNKNOWN_WELCOME_SCREEN: (_NOT_FOUND, "Unknown Guild Welcome Screen"),
    Code.UNKNOWN_SCHEDULED_EVENT: (_NOT_FOUND, "Unknown Guild Scheduled Event"),
    Code.UNKNOWN_SOUND: (_NOT_FOUND, "Unknown Soundboard Sound"),
    Code.UNKNOWN_RULE: (_NOT_FOUND, "Unknown Auto Moderation rule"),
    Code.UNKNOWN_TARGETS_JOB: (_NOT_FOUND, "Unknown Invite Target Users Job"),
    Code.UNKNOWN_TARGETS: (_NOT_FOUND, "Unknown Invite Target Users"),
    Code.BOTS_CANNOT: (_FORBIDDEN, "Bots cannot use this endpoint"),
    Code.EXPLICIT_CONTENT: (_FORBIDDEN, "Explicit content cannot be sent to the desired recipient(s)"),
    Code.NOT_YOUR_APPLICATION: (_FORBIDDEN, "You are not authorized to perform this action on this application"),
    Code.TOO_MANY_GUILDS: (_BAD_REQUEST, "Maximum number of guilds reached (100)"),
    Code.TOO_MANY_PINS: (_BAD_REQUEST, "Maximum number of pins reached for the channel (250)"),
    Code.TOO_MANY_ROLES: (_BAD_REQUEST, "Maximum number of guild roles reached (250)"),
    Code.TOO_MANY_WEBHOOKS: (_BAD_REQUEST, "Maximum number of webhooks reached (15)"),
    Code.TOO_MANY_REACTIONS: (_BAD_REQUEST, "Maximum number of reactions reached (20)"),
    Code.TOO_MANY_CHANNELS: (_BAD_REQUEST, "Maximum number of guild channels reached (500)"),
    Code.TOO_MANY_ANIMATED: (_BAD_REQUEST, "Maximum number of animated emojis reached"),
    Code.TOO_MANY_EMOJIS: (_BAD_REQUEST, "Maximum number of emojis reached"),
    Code.TOO_MANY_STICKERS: (_BAD_REQUEST, "Maximum number of stickers reached"),
    Code.TOO_MANY_SOUNDS: (_BAD_REQUEST, "Maximum number of soundboard sounds reached"),
    Code.TOO_MANY_COMMANDS: (_BAD_REQUEST, "Maximum number of application commands reached"),
    Code.TOO_MANY_COMMAND_CREATES: (
        _BAD_REQUEST,
        "Max number of daily application command creates has been reached (200)",
    ),
    Code.UNAUTHORIZED: (401, "Unauthorized. Provide a valid token and try again"),
    Code.BANNED: (_FORBIDDEN, "The user is banned from this guild"),
    Code.ONE_PARENT: (_BAD_REQUEST, "Only one channel can have a parent_id modified at a time"),
    Code.NOT_IN_VOICE: (_BAD_REQUEST, "Target user is not connected to voice"),
    Code.ALREADY_CROSSPOSTED: (_BAD_REQUEST, "This message has already been crossposted"),
    Code.ALREADY_ACKNOWLEDGED: (_BAD_REQUEST, "Interaction has already been acknowledged"),
    Code.MISSING_ACCESS: (_FORBIDDEN, "Missing Access"),
    Code.NOT_ON_A_DM: (_FORBIDDEN, "Cannot execute action on a DM channel"),
    Code.OTHER_AUTHOR: (_FORBIDDEN, "Cannot edit a message authored by another user"),
    Code.EMPTY_MESSAGE: (_BAD_REQUEST, "Cannot send an empty message"),
    Code.CANNOT_DM: (_FORBIDDEN, "Cannot send messages to this user"),
    Code.NOT_A_TEXT_CHANNEL: (_FORBIDDEN, "Cannot send messages in a non-text channel"),
    Code.MISSING_PERMISSIONS: (_FORBIDDEN, "Missing Permissions"),
    Code.WRONG_COUNT_TO_DELETE: (
        _BAD_REQUEST,
        "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages",
    ),
    Code.PIN_ELSEWHERE: (_BAD_REQUEST, "A message can only be pinned in the channel it was sent in"),
    Code.SYSTEM_MESSAGE: (_FORBIDDEN, "Cannot execute action on a system message"),
    Code.WRONG_CHANNEL_TYPE: (_FORBIDDEN, "Cannot execute action on this channel type"),
    Code.INVALID_OAUTH2_TOKEN: (_BAD_REQUEST, "Invalid OAuth2 access token provided"),
    Code.INVALID_WEBHOOK_TOKEN: (401, "Invalid Webhook Token"),
    Code.INVALID_ROLE: (_BAD_REQUEST, "Invalid role"),
    Code.INVALID_RECIPIENT: (_BAD_REQUEST, "Invalid Recipient(s)"),
    Code.TOO_OLD_TO_BULK_DELETE: (_BAD_REQUEST, "You can only bulk delete messages that are under 14 days old."),
    Code.INVALID_FORM_BODY: (_BAD_REQUEST, "Invalid Form Body"),
    Code.INVALID_GUILD: (_BAD_REQUEST, "Invalid Guild"),
    Code.INVALID_MESSAGE_TYPE: (_BAD_REQUEST, "Invalid message type"),
    Code.INVALID_STICKER: (_BAD_REQUEST, "Invalid sticker sent"),
    Code.THREAD_IS_ARCHIVED: (_BAD_REQUEST, "Thread is archived"),
    Code.INVALID_JSON: (_BAD_REQUEST, "The request body contains invalid JSON."),
    Code.NO_MUTUAL_GUILD: (_FORBIDDEN, "Cannot send messages to this user due to having no mutual guilds"),
    Code.MISSING_BOOSTS: (_FORBIDDEN, "This server needs more boosts to perform this action"),
    Code.WIDGET_DISABLED: (_FORBIDDEN, "Widget Disabled"),
    Code.UNKNOWN_JOIN_REQUEST: (_NOT_FOUND, "Unknown Guild Join Request"),
    Code.ONBOARDING_REQUIREMENTS: (_BAD_REQUEST, "Cannot enable onboarding, requirements are not met"),
    Code.NOBODY_BANNED: (_BAD_REQUEST, "Failed to ban users"),
    Code.THREAD_EXISTS: (_BAD_REQUEST, "A thread has already been created for this message"),
    Code.CANNOT_FORWARD: (_BAD_REQUEST, "Cannot forward a message whose content you cannot read"),
    Code.POLL_EXPIRED: (_BAD_REQUEST, "Poll expired"),
    Code.NOT_A_POLL: (_BAD_REQUEST, "Cannot expire a non-poll message"),
    Code.THREAD_IS_LOCKED: (_BAD_REQUEST, "Thread is locked"),
}


class DiscordError(Exception):
    """An answer with an error status, in Discord's form.

    Attributes:
        status: the HTTP status.
        code: Discord's JSON error code (0 for bare HTTP errors, None where Discord sends none).
        errors: the tree of field errors of a 50035, else None.
        extra: additional fields of the body.
        headers: additional headers of the answer.
        ordered: whether a test ordered this error, so that it need not be one that the operation declares.
    """

    def __init__(self, code: int | None, message: str | None = None, *, status: int | None = None) -> None:
        known_status, known_message = CODES.get(code or 0, (_BAD_REQUEST, "Unknown error"))
        self.status = status or known_status
        self.code = code
        self.message = message or known_message
        self.errors: Json | None = None
        self.extra: Json = {}
        self.headers: dict[str, str] = {}
        self.ordered = False
        super().__init__(f"{self.status} {code}: {self.message}")

    def body(self) -> Json:
        """Return the JSON body of the answer."""
        body: Json = {"message": self.message} | ({} if self.code is None else {"code": self.code}) | self.extra
        if self.errors is not None:
            body["errors"] = self.errors
        return body


def http_error(status: int, phrase: str) -> DiscordError:
    """Return one of the errors that carry no JSON code, such as ``401: Unauthorized``."""
    return DiscordError(0, f"{status}: {phrase}", status=status)


def invalid_form(problems: list[tuple[tuple[str | int, ...], str, str]]) -> DiscordError:
    """Return a 50035 whose ``errors`` tree names every ``(path, code, message)``.

    Source: https://discord.com/developers/docs/reference#error-messages
    """
    error = DiscordError(Code.INVALID_FORM_BODY)
    tree: Json = {}
    for path, code, message in problems:
        node = tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})
    error.errors = tree
    return error


def invalid_field(path: str, code: str, message: str) -> DiscordError:
    """Return a 50035 about one field; ``path`` is dotted."""
    steps = tuple(path.split(".")) if path else ()
    return invalid_form([(steps, code, message)])
