"""Valid arguments for any operation, made from its own schema, so that a new operation needs no example of its own.

Ids are those of the fake guild, each kind by its type; texts are what the caller wants them to be; the rest is the
smallest that the schema allows. An operation is given with the fewest arguments that it takes, and once more with each
optional one, because rules over several arguments (at least one of, at most one of) forbid giving them all.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError

from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.fields import OperationName, marks_of
from tests.fakes.documented import OTHER_IDS
from tests.fakes.guild import BOT, FORUM, GENERAL, GUILD, HALL, HELPER_ROLE, IN_GENERAL, LOUNGE, NEWCOMER, POST
from tests.fakes.news import ANNOUNCED, ASKED, LAID_OUT, NEWS, WRITTEN
from tests.fakes.world import direct_channel

IDS: dict[str, Sequence[str]] = {
    "guild-id": [GUILD],
    "channel-id": [GENERAL],
    "thread-id": [POST],
    "forum-id": [FORUM],
    "message-id": list(IN_GENERAL),
    "user-id": [NEWCOMER],
    "role-id": [HELPER_ROLE],
    "application-id": [BOT],
}
PATTERNS = {"^[0-9a-z]{26}$": "01m7wd7tg0khfe92arj3q2bz03", "^[A-Z_]{4,40}$": "SEND_MESSAGES"} | {
    "^#[0-9a-fA-F]{6}$": "#00ff7f",
    "^[A-Za-z0-9_]{2,32}$": "wave",
    "^[0-9]{4}-(0[1-9]|1[0-2])$": "2026-11",
    r"^[a-z_*]+(\.[a-z_*]+)?$": "message.*",
    r"^[A-Za-z0-9_-]{1,200}$": "i-41771983423143937-gc-1-2",
    "^[a-z]{2}(-[A-Z0-9]{2,3})?$": "de",
    "^[a-z0-9_]{1,50}$": "level",
}
"""Texts for fields that a pattern binds; a new pattern needs a text here."""
_SPOKEN = {"voice_channel_id": LOUNGE, "stage_channel_id": HALL}
_DIRECT = {"direct_channel_id": direct_channel(NEWCOMER), "message_id": WRITTEN}
MEANT: Mapping[str, Mapping[str, Any]] = {
    "message.crosspost": {"channel_id": NEWS, "message_id": ANNOUNCED},
    "message.edit_layout": {"channel_id": NEWS, "message_id": LAID_OUT},
    "event.create": _SPOKEN,
    "event.edit": _SPOKEN,
    "stage.start": {"channel_id": HALL},
    "poll.end": {"channel_id": NEWS, "message_id": ASKED},
    "direct_message.edit": _DIRECT,
    "direct_message.delete": _DIRECT,
    "onboarding.edit": {"enabled": False},
}
"""Values for operations that take only a message of some kind, which stands where `tests.fakes.news` puts it, or only a
channel of some kind, or more channels than the fake guild has."""
OUR_NAMES = {"guild_scheduled_event_id": "event_id", "guild_scheduled_event_exception_id": "exception_id"}
"""Discord's names of what a path names, where arguments and results call it otherwise: by one name in both."""


@cache
def schema_of(cls: type[AnyOperation]) -> dict[str, Any]:
    """Return the schema of an operation's arguments; made once, because it is dear."""
    return cls.model_json_schema()


def examples(cls: type[AnyOperation], text: str, *, known_names: bool = True) -> Iterator[AnyOperation]:
    """Yield requests of an operation whose texts are all `text`.

    Args:
        cls: The operation.
        text: What people might write.
        known_names: Whether a field for an operation's name holds a real one with no arguments, or `text` too.
    """
    fields = arguments(cls, text, known_names=known_names)
    required = {name: fields[name] for name, field in cls.model_fields.items() if field.is_required()}
    wanted = [required, *({**required, name: fields[name]} for name in fields if name not in required), fields]
    made = [request for each in wanted if (request := _valid(cls, each)) is not None]
    assert made, f"no valid arguments were found for {cls.full_name()}"
    yield from made


def arguments(cls: type[AnyOperation], text: str, *, known_names: bool = True) -> dict[str, Any]:
    """Return a value for every field, whether they fit together or not."""
    schema = schema_of(cls)
    values = {name: _value(part, schema, text) for name, part in schema["properties"].items()}
    values |= MEANT.get(cls.full_name(), {})
    for name, field in cls.model_fields.items():
        if known_names and any(isinstance(mark, OperationName) for mark in marks_of(field)):
            values |= {name: "guild.get", **({"arguments": {}} if "arguments" in values else {})}
    return values


def _valid(cls: type[AnyOperation], values: dict[str, Any]) -> AnyOperation | None:
    try:
        return cls.model_validate(values)
    except ValidationError:
        return None


def _value(part: dict[str, Any], schema: dict[str, Any], text: str) -> Any:
    if "$ref" in part:
        return _value(schema["$defs"][part["$ref"].rpartition("/")[2]], schema, text)
    for union in ("anyOf", "oneOf", "allOf"):
        if union in part:
            return _value(next(each for each in part[union] if each.get("type") != "null"), schema, text)
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return part["enum"][-1]
    return _plain(part, schema, text)


def _plain(part: dict[str, Any], schema: dict[str, Any], text: str) -> Any:
    if "examples" in part:
        return part["examples"][0]
    match part.get("type"):
        case "boolean":
            return True
        case "integer" | "number":
            return max(part.get("minimum", 1), part.get("exclusiveMinimum", -1) + 1, 1)
        case "string":
            return _string(part, text)
        case "array":
            return _array(part, schema, text)
        case "object":
            own = part.get("properties", {})
            return {name: _value(each, schema, text) for name, each in own.items()} if own else {"text": text}
        case _:
            return text


def _string(part: dict[str, Any], text: str) -> str:
    if part.get("format", "").endswith("-id"):
        return str(IDS.get(part["format"], OTHER_IDS)[0])
    if part.get("format") == "date-time":
        return "2026-11-20T12:00:00Z"
    if "pattern" in part:
        return PATTERNS[part["pattern"]]
    padded = text.ljust(part.get("minLength", 0), "x")
    assert text in padded[: part.get("maxLength", len(padded))], f"{part} has no room for {text!r}"
    return padded[: part.get("maxLength", len(padded))]


def _array(part: dict[str, Any], schema: dict[str, Any], text: str) -> list[Any]:
    items, count = part["items"], part.get("minItems", 1)
    if items.get("format", "").endswith("-id"):
        return [str(each) for each in IDS.get(items["format"], OTHER_IDS)[:count]]
    return [_value(items, schema, f"{text}{number or ''}") for number in range(count)]
