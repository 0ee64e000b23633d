"""A field of an operation becomes an option of a slash command: its type decides, nobody writes it twice."""

import types
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Literal, TypeAliasType, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId, MessageId, RoleId, Snowflake, UserId
from guildhall.discord.permissions import Permission
from guildhall.operations.fields import LongText, OperationName, Suggested, marks_of
from guildhall.surfaces.interactions.phrases import cut, words
from guildhall.surfaces.interactions.table import Choice, Form, Option, Shape
from guildhall.surfaces.interactions.wire import OptionType

_PICKERS = {ChannelId: OptionType.CHANNEL, UserId: OptionType.USER, RoleId: OptionType.ROLE}
_PLAIN = {bool: OptionType.BOOLEAN, int: OptionType.INTEGER, float: OptionType.NUMBER, str: OptionType.STRING}


class Inexpressible(Exception):
    """No option of a slash command can take such a value."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What an annotation comes down to."""

    type: OptionType
    shape: Shape = Shape.ONE
    choices: tuple[Choice, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """An option with all that its registration says.

    Attributes:
        wire: The option as Discord registers it.
        form: The modal that asks for it when it is left out, for a long text that is required or stood in for.
    """

    name: str
    option: Option
    wire: dict[str, Any]
    form: Form | None = None

    @property
    def required(self) -> bool:
        """Whether the command cannot be given without it."""
        return bool(self.wire.get("required"))


def describe(name: str, field: FieldInfo, *, required: bool) -> Described:
    """Return the option for a field.

    Raises:
        Inexpressible: There is none, e.g. for a model within the model.
    """
    marks = marks_of(field)
    kind = _kind(field.annotation)
    long_text = next((mark for mark in marks if isinstance(mark, LongText)), None)
    form = _form(name, long_text, marks) if long_text and (required or long_text.instead) else None
    suggested = tuple(choice for mark in marks if isinstance(mark, Suggested) for choice in _typed(mark, kind.type))
    option = Option(kind.type, kind.shape, any(isinstance(mark, OperationName) for mark in marks), suggested)
    wire: dict[str, Any] = {"type": int(kind.type), "name": name, "description": _description(name, field, kind)}
    if required and form is None:
        wire["required"] = True
    if option.operations or option.choices:
        wire["autocomplete"] = True
    elif kind.choices:
        wire["choices"] = [{"name": label, "value": value} for label, value in kind.choices]
    return Described(name, option, wire | _bounds(kind, marks), form)


def _bare(annotation: Any) -> Any:
    """Return the annotation without its markers, its name and its None."""
    if isinstance(annotation, TypeAliasType):
        return _bare(annotation.__value__)
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        parts = [_bare(part) for part in get_args(annotation) if part is not types.NoneType]
        if len(parts) > 1 and any(isinstance(part, type) and issubclass(part, BaseModel) for part in parts):
            raise Inexpressible
        return parts[0] if len(parts) == 1 else str
    return annotation


def _kind(annotation: Any) -> _Kind:
    bare = _bare(annotation)
    origin = get_origin(bare)
    if origin is Literal:
        return _of_choices([(words(str(value)), value) for value in get_args(bare)])
    if isinstance(origin, type) and issubclass(origin, Set | list | tuple):
        item = _kind(get_args(bare)[0])
        if item.shape is not Shape.ONE:
            raise Inexpressible
        hint = ": ids or links, separated by spaces" if item.hint else ": several, separated by spaces"
        return _Kind(OptionType.STRING, Shape.MANY, hint=hint)
    if origin is dict:
        return _Kind(OptionType.STRING, Shape.MAP, hint=": name=value pairs, or JSON")
    return _of_class(bare)


def _of_class(bare: Any) -> _Kind:
    if not isinstance(bare, type) or issubclass(bare, BaseModel):
        raise Inexpressible
    if issubclass(bare, Permission):
        return _Kind(OptionType.STRING, Shape.MANY, hint=": names such as SEND_MESSAGES, separated by spaces")
    if issubclass(bare, Enum):
        return _of_choices([(words(member.name.lower()), member.value) for member in bare])
    if issubclass(bare, Snowflake):
        return _Kind(_PICKERS.get(bare, OptionType.STRING), hint=": an id or a link" if bare is MessageId else "")
    if issubclass(bare, datetime | AwareDatetime):
        return _Kind(OptionType.STRING)
    for plain, option in _PLAIN.items():
        if issubclass(bare, plain):
            return _Kind(option)
    raise Inexpressible


def _of_choices(choices: list[Choice]) -> _Kind:
    """Return a list to pick from; one that is longer than Discord shows is typed freely."""
    numeric = all(isinstance(value, int) for _, value in choices)
    option = OptionType.INTEGER if numeric else OptionType.STRING
    return _Kind(option, choices=tuple(choices) if len(choices) <= limits.COMMAND_CHOICES_COUNT else ())


def _typed(mark: Suggested, option: OptionType) -> list[Choice]:
    return [(label, Option(option).coerce(value)) for label, value in mark.choices]


def _description(name: str, field: FieldInfo, kind: _Kind) -> str:
    inner = (mark.description for mark in marks_of(field) if isinstance(mark, FieldInfo) and mark.description)
    given = field.description or next(inner, None)
    shape = f" ({kind.hint.removeprefix(': ')})" if kind.hint else ""
    told = given + shape if given else f"{words(name)}{kind.hint}."
    return cut(told + _default(field), limits.COMMAND_DESCRIPTION)


def _default(field: FieldInfo) -> str:
    if isinstance(field.default, Permission):
        return ""
    default = field.default.value if isinstance(field.default, Enum) else field.default
    return f" Default: {default}." if isinstance(default, str | int) and not isinstance(default, bool) else ""


def _bounds(kind: _Kind, marks: list[object]) -> dict[str, Any]:
    if kind.type in {OptionType.INTEGER, OptionType.NUMBER} and not kind.choices:
        return _number_bounds(marks)
    return _length_bounds(marks) if kind.type is OptionType.STRING and kind.shape is Shape.ONE else {}


def _number_bounds(marks: list[object]) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for mark in marks:
        match mark:
            case Ge(ge=least):
                bounds["min_value"] = least
            case Gt(gt=below):
                bounds["min_value"] = below + 1  # type: ignore[operator]  # annotated_types knows only "comparable"
            case Le(le=most):
                bounds["max_value"] = most
            case Lt(lt=above):
                bounds["max_value"] = above - 1  # type: ignore[operator]  # likewise
            case _:
                pass
    return bounds


def _length_bounds(marks: list[object]) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for mark in marks:
        if isinstance(mark, MinLen):
            bounds["min_length"] = mark.min_length
        elif isinstance(mark, MaxLen):
            bounds["max_length"] = mark.max_length
    return bounds


def _form(name: str, mark: LongText, marks: list[object]) -> Form:
    bounds = _length_bounds(marks)
    shortest, longest = int(bounds.get("min_length", 1)), int(bounds.get("max_length", limits.TEXT_INPUT))
    return Form(name, mark.label, shortest, min(longest, limits.TEXT_INPUT), mark.instead)
