"""Discord's error answers: one exception, and the JSON error codes that handlers raise by number.

Source: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from typing import Any

Json = dict[str, Any]

INVALID_FORM_BODY = 50035

_NOT_FOUND = 404
_FORBIDDEN = 403
_BAD_REQUEST = 400

CODES: dict[int, tuple[int, str]] = {
    10002: (_NOT_FOUND, "Unknown Application"),
    10003: (_NOT_FOUND, "Unknown Channel"),
    10004: (_NOT_FOUND, "Unknown Guild"),
    10006: (_NOT_FOUND, "Unknown Invite"),
    10007: (_NOT_FOUND, "Unknown Member"),
    10008: (_NOT_FOUND, "Unknown Message"),
    10009: (_NOT_FOUND, "Unknown Permission Overwrite"),
    10011: (_NOT_FOUND, "Unknown Role"),
    10013: (_NOT_FOUND, "Unknown User"),
    10014: (_NOT_FOUND, "Unknown Emoji"),
    10015: (_NOT_FOUND, "Unknown Webhook"),
    10026: (_NOT_FOUND, "Unknown Ban"),
    10029: (_NOT_FOUND, "Unknown Entitlement"),
    10057: (_NOT_FOUND, "Unknown Guild Template"),
    10060: (_NOT_FOUND, "Unknown Sticker"),
    10062: (_NOT_FOUND, "Unknown interaction"),
    10063: (_NOT_FOUND, "Unknown application command"),
    10065: (_NOT_FOUND, "Unknown Voice State"),
    10066: (_NOT_FOUND, "Unknown application command permissions"),
    10067: (_NOT_FOUND, "Unknown Stage Instance"),
    10069: (_NOT_FOUND, "Unknown Guild Welcome Screen"),
    10070: (_NOT_FOUND, "Unknown Guild Scheduled Event"),
    10087: (_NOT_FOUND, "Unknown Integration"),
    10097: (_NOT_FOUND, "Unknown Soundboard Sound"),
    10102: (_NOT_FOUND, "Unknown Auto Moderation rule"),
    20001: (_FORBIDDEN, "Bots cannot use this endpoint"),
    20009: (_FORBIDDEN, "Explicit content cannot be sent to the desired recipient(s)"),
    20012: (_FORBIDDEN, "You are not authorized to perform this action on this application"),
    30001: (_BAD_REQUEST, "Maximum number of guilds reached (100)"),
    30003: (_BAD_REQUEST, "Maximum number of pins reached for the channel (250)"),
    30005: (_BAD_REQUEST, "Maximum number of guild roles reached (250)"),
    30007: (_BAD_REQUEST, "Maximum number of webhooks reached (15)"),
    30010: (_BAD_REQUEST, "Maximum number of reactions reached (20)"),
    30013: (_BAD_REQUEST, "Maximum number of guild channels reached (500)"),
    30032: (_BAD_REQUEST, "Maximum number of application commands reached"),
    30034: (_BAD_REQUEST, "Max number of daily application command creates has been reached (200)"),
    40001: (401, "Unauthorized. Provide a valid token and try again"),
    40007: (_FORBIDDEN, "The user is banned from this guild"),
    40032: (_BAD_REQUEST, "Target user is not connected to voice"),
    40033: (_BAD_REQUEST, "This message has already been crossposted"),
    40060: (_BAD_REQUEST, "Interaction has already been acknowledged"),
    50001: (_FORBIDDEN, "Missing Access"),
    50003: (_FORBIDDEN, "Cannot execute action on a DM channel"),
    50005: (_FORBIDDEN, "Cannot edit a message authored by another user"),
    50006: (_BAD_REQUEST, "Cannot send an empty message"),
    50007: (_FORBIDDEN, "Cannot send messages to this user"),
    50008: (_FORBIDDEN, "Cannot send messages in a non-text channel"),
    50013: (_FORBIDDEN, "Missing Permissions"),
    50016: (
        _BAD_REQUEST,
        "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages",
    ),
    50019: (_BAD_REQUEST, "A message can only be pinned in the channel it was sent in"),
    50021: (_FORBIDDEN, "Cannot execute action on a system message"),
    50024: (_FORBIDDEN, "Cannot execute action on this channel type"),
    50025: (_BAD_REQUEST, "Invalid OAuth2 access token provided"),
    50027: (401, "Invalid Webhook Token"),
    50028: (_BAD_REQUEST, "Invalid role"),
    50033: (_BAD_REQUEST, "Invalid Recipient(s)"),
    50034: (_BAD_REQUEST, "You can only bulk delete messages that are under 14 days old."),
    50035: (_BAD_REQUEST, "Invalid Form Body"),
    50055: (_BAD_REQUEST, "Invalid Guild"),
    50068: (_BAD_REQUEST, "Invalid message type"),
    50081: (_BAD_REQUEST, "Invalid sticker sent"),
    50083: (_BAD_REQUEST, "Thread is archived"),
    50109: (_BAD_REQUEST, "The request body contains invalid JSON."),
    50278: (_FORBIDDEN, "Cannot send messages to this user due to having no mutual guilds"),
    500000: (_BAD_REQUEST, "Failed to ban users"),
    160004: (_BAD_REQUEST, "A thread has already been created for this message"),
    160014: (_BAD_REQUEST, "Cannot forward a message whose content you cannot read"),
    160005: (_BAD_REQUEST, "Thread is locked"),
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
    error = DiscordError(INVALID_FORM_BODY)
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
