"""Field types that say how a value is shown, asked for and kept.

A value's type decides its redaction in audit and logs (`execution/redaction.py`): ids, numbers, booleans and enums are
kept; a plain `str` or anything unknown counts as content and is kept only as length and keyed hash.
"""

from collections.abc import Iterator, Sized
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeAliasType, Union, get_args, get_origin

from pydantic import Field, JsonValue, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic.fields import FieldInfo

from guildhall.discord import limits
from guildhall.discord.ids import Snowflake
from guildhall.discord.permissions import Permission, describe


class Keep(StrEnum):
    """What audit keeps of a value."""

    AS_IS = "as_is"
    DIGEST = "digest"
    NOTHING = "nothing"


class Redaction(NamedTuple):
    """Marks a field with what audit keeps of it."""

    keep: Keep


class By(NamedTuple):
    """Marks a result's text with the field beside it that says whose words it is: the id of an account."""

    field: str

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same mark; of marks that are equal, `typing` keeps one for all."""
        return isinstance(other, By) and tuple.__eq__(self, other)

    def __hash__(self) -> int:
        """Return the hash of what it holds."""
        return tuple.__hash__(self)


class UnlessIn(NamedTuple):
    """Marks a name of a result that anybody may have given where the field beside it holds one of these values."""

    field: str
    values: frozenset[str]


class Suggested(NamedTuple):
    """Marks a slash-command option whose autocomplete offers these values: text → value."""

    choices: tuple[tuple[str, str], ...]


class LongText(NamedTuple):
    """Marks a field that a slash command asks for in a modal with a paragraph when it was left out.

    Attributes:
        instead: Fields that may stand in its place: unless one of them is given, it is asked for though no request has
            to have it. What else may stand in its place is nothing that an option of a command could take.
    """

    label: str
    instead: tuple[str, ...] = ()


class OperationName:
    """Marks a field whose autocomplete offers the names of the operations."""


MessageContent = Annotated[
    str, Field(min_length=1, max_length=limits.MESSAGE_CONTENT), Redaction(Keep.DIGEST), LongText("Message")
]
Reason = Annotated[
    str,
    Field(max_length=limits.AUDIT_REASON, description="Why; goes into Discord's audit log."),
    Redaction(Keep.DIGEST),
]
PublicName = Annotated[str, Field(min_length=1, max_length=limits.CHANNEL_NAME), Redaction(Keep.AS_IS)]
Topic = Annotated[str, Field(max_length=limits.CHANNEL_TOPIC), Redaction(Keep.DIGEST)]

OurText = Annotated[str, Redaction(Keep.AS_IS)]
"""Text of ours, or a word of Discord's own vocabulary."""
GivenName = Annotated[str, Redaction(Keep.AS_IS)]
"""A name that only those give who manage the guild: of a role, a channel, the guild."""


@cache
def _known() -> dict[str, Permission]:
    return {alias.upper().replace(" ", "_"): bit for bit in Permission for alias in (str(bit.name), *describe(bit))}


_NAMES_SCHEMA: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string", "pattern": "^[A-Z_]{4,40}$"},
    "description": "Discord's names, e.g. VIEW_CHANNEL, SEND_MESSAGES.",
}


def _named(value: object) -> Permission:
    if isinstance(value, Permission):
        return value
    names = value if isinstance(value, list | tuple) else [None]
    known = _known()
    bits = [known.get(name.strip().upper().replace(" ", "_")) if isinstance(name, str) else None for name in names]
    if None in bits:
        raise ValueError(f"number {bits.index(None) + 1} is no permission; Discord's names look like SEND_MESSAGES")
    return Permission(sum({bit for bit in bits if bit is not None}))


type PermissionNames = Annotated[
    Permission,
    PlainValidator(_named),
    PlainSerializer(lambda bits: [str(bit.name) for bit in bits], return_type=list[str]),
    WithJsonSchema(_NAMES_SCHEMA),
]


def names(bits: Permission) -> list[JsonValue]:
    """Return permissions by their names, as a request takes them; what Discord added since has none."""
    return [str(bit.name) for bit in Permission if bit in bits]


TIMEOUT_S = int(limits.TIMEOUT.total_seconds())
TimeoutSeconds = Annotated[
    int,
    Field(ge=0, le=TIMEOUT_S, description="How long, in seconds; 0 ends a running timeout."),
    Suggested((("10 minutes", "600"), ("1 hour", "3600"), ("1 day", "86400"), ("1 week", "604800"), ("End it", "0"))),
]


def marks_of(field: FieldInfo) -> list[object]:
    """Return a field's markers and constraints, those inside a union or a named type included."""
    marks: list[object] = []
    for mark in (*field.metadata, *_inner_marks(field.annotation)):
        marks += [mark, *mark.metadata] if isinstance(mark, FieldInfo) else [mark]
    return marks


def _inner_marks(annotation: object) -> Iterator[object]:
    if isinstance(annotation, TypeAliasType):
        yield from _inner_marks(annotation.__value__)
    elif get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        yield from (*marks, *_inner_marks(inner))
    elif get_origin(annotation) in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _inner_marks(part)
    elif get_origin(annotation) is list:
        for part in get_args(annotation):
            yield from (mark for mark in _inner_marks(part) if isinstance(mark, Redaction))


def quiet(value: object) -> object:
    """Return a value as a log may show it: ids, numbers, booleans and enums as they are, of the rest only how much."""
    if value is None or isinstance(value, bool | int | float | Enum | Snowflake):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [quiet(item) for item in sorted(value, key=str)]
    return f"<{len(value)} of {type(value).__name__}>" if isinstance(value, Sized) else f"<{type(value).__name__}>"
