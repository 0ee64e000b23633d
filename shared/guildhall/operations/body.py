"""From an operation's arguments to the body of its request: what was given, by Discord's names.

    slowmode_s: Annotated[int | None, Wire("rate_limit_per_user")] = None

    body_of(request)          # {"rate_limit_per_user": 5}: path, reason and what is None are left out

A value says itself how Discord writes it where that differs from JSON's way: by `wire`, a property of permissions, of
our enums for Discord's numbers, and of models that are a part of a body. A set is written in its sorted order, so that
the same request is the same body.

To take something away is not the same as to leave it out. An operation that can has a field `clear`, a set of the
names of its own fields: each of them becomes null.
"""

from collections.abc import Collection, Set
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import Snowflake
from guildhall.operations.fields import marks_of

_OURS = frozenset({"reason", "clear"})


class Wire(NamedTuple):
    """Marks an argument with the name that Discord has for it."""

    name: str

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same mark; of marks that are equal, `typing` keeps one for all."""
        return isinstance(other, Wire) and tuple.__eq__(self, other)

    def __hash__(self) -> int:
        """Return the hash of what it holds."""
        return tuple.__hash__(self)


def body_of(
    request: BaseModel, *, without: Collection[str] = (), only: Collection[str] | None = None
) -> dict[str, JsonValue]:
    """Return the arguments that were given, by Discord's names; those in the path and the reason are none of them.

    Args:
        request: The operation, or a model that is a part of one.
        without: Fields that the body does not hold, or that the operation writes itself.
        only: The fields that the body may hold; None = all.
    """
    left_out = {*_OURS, *_in_path(request), *without}
    names = [name for name in type(request).model_fields if name not in left_out and (only is None or name in only)]
    body = {wire_name(request, name): wire_value(getattr(request, name)) for name in names}
    given = {name: value for name, value in body.items() if value is not None}
    cleared: Collection[str] = getattr(request, "clear", ())
    return given | {wire_name(request, str(name)): None for name in sorted(cleared)}


def wire_name(request: BaseModel, name: str) -> str:
    """Return Discord's name of an argument."""
    marks = marks_of(type(request).model_fields[name])
    return next((mark.name for mark in marks if isinstance(mark, Wire)), name)


def wire_value(value: object) -> JsonValue:
    """Return a value as Discord writes it."""
    own = getattr(value, "wire", None)
    if own is not None:
        told: JsonValue = own
        return told
    if isinstance(value, BaseModel):
        return body_of(value)
    if isinstance(value, Set):
        return [wire_value(item) for item in sorted(value, key=_order)]
    if isinstance(value, list | tuple):
        return [wire_value(item) for item in value]
    return _plain(value)


def _plain(value: object) -> JsonValue:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Snowflake):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a {type(value).__name__} has no form at Discord")


def _order(value: object) -> tuple[int, str]:
    return (int(value) if isinstance(value, Snowflake) else 0, str(value))


def _in_path(request: BaseModel) -> tuple[str, ...]:
    spec = getattr(request, "spec", None)
    return spec.route.names if spec is not None and spec.route is not None else ()
