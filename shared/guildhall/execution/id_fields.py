"""Which of an operation's arguments are ids, of what kind, and what was given for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAliasType, get_args, get_origin

from pydantic import JsonValue

from guildhall.discord.ids import Snowflake
from guildhall.operations.catalogue import AnyOperation

_SEVERAL = (list, set, frozenset, tuple)


@dataclass(frozen=True, slots=True)
class GivenId:
    """One text that was given where an id is wanted.

    Attributes:
        field: The argument.
        kind: What the id is of.
        text: What was given.
        place: Its number in a list; None where the argument takes one id.
    """

    field: str
    kind: type[Snowflake]
    text: str
    place: int | None = None

    @property
    def is_one(self) -> bool:
        """Whether it is an id in one of the forms that its kind has."""
        try:
            self.kind.parse(self.text)
        except ValueError:
            return False
        return True


def given_ids(operation: type[AnyOperation], arguments: Mapping[str, JsonValue]) -> Iterator[GivenId]:
    """Yield the texts that were given for ids, in the order of the fields."""
    for field, info in operation.model_fields.items():
        value, kinds = arguments.get(field), set(_kinds(info.annotation))
        if len(kinds) != 1:
            continue
        (kind,) = kinds
        if isinstance(value, str):
            yield GivenId(field, kind, value)
        if isinstance(value, list) and _takes_several(info.annotation):
            yield from (GivenId(field, kind, each, place) for place, each in enumerate(value) if isinstance(each, str))


def _kinds(annotation: object) -> Iterator[type[Snowflake]]:
    if isinstance(annotation, TypeAliasType):
        yield from _kinds(annotation.__value__)
    elif isinstance(annotation, type) and issubclass(annotation, Snowflake):
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _kinds(part)


def _takes_several(annotation: object) -> bool:
    if isinstance(annotation, TypeAliasType):
        return _takes_several(annotation.__value__)
    return get_origin(annotation) in _SEVERAL or any(_takes_several(part) for part in get_args(annotation))
