"""The conditions under which a write happens: a small algebra, judged as DynamoDB judges.

    AnyOf(Absent("count"), AtMost("count", limit - cost))
    AllOf(Equals("status", "pending"), AtLeast("deadline_us", now_us))

A comparison with an attribute that is not there is false, and so is one between types: True is not 1.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from dataclasses import dataclass

type Value = str | int | bool | bytes | list[Value] | dict[str, Value] | None
"""What an attribute holds. No floats and no sets: DynamoDB's differ from Python's, so those go into a JSON text."""

type Item = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Absent:
    """The item has no such attribute; `Absent("pk")`: there is no such item."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Present:
    """The item has such an attribute; `Present("pk")`: there is such an item."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Equals:
    """The attribute is there and equal, in type too."""

    attribute: str
    value: str | int | bool | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The attribute is there and equals one of 1 to 100 values."""

    attribute: str
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what DynamoDB would refuse."""
        if not 1 <= len(self.values) <= 100:  # noqa: PLR2004 - the operator IN takes 100 values
            raise ValueError("OneOf takes 1 to 100 values")


@dataclass(frozen=True, slots=True)
class LessThan:
    """The attribute is there, of the same type, and smaller."""

    attribute: str
    value: str | int


@dataclass(frozen=True, slots=True)
class AtMost:
    """The attribute is there, of the same type, and smaller or equal."""

    attribute: str
    value: str | int


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The attribute is there, of the same type, and greater or equal."""

    attribute: str
    value: str | int


@dataclass(frozen=True, slots=True, init=False)
class AllOf:
    """Every one of them holds."""

    conditions: tuple["Condition", ...]

    def __init__(self, *conditions: "Condition") -> None:
        object.__setattr__(self, "conditions", _some(conditions))


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """At least one of them holds."""

    conditions: tuple["Condition", ...]

    def __init__(self, *conditions: "Condition") -> None:
        object.__setattr__(self, "conditions", _some(conditions))


type Condition = Absent | Present | Equals | OneOf | LessThan | AtMost | AtLeast | AllOf | AnyOf


def _some(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    if not conditions:
        raise ValueError("a combination needs at least one condition")
    return conditions


def holds(condition: Condition | None, item: Item | None) -> bool:
    """Return whether a condition holds for an item (None: there is none), as DynamoDB would judge it."""
    seen = item or {}
    match condition:
        case None:
            return True
        case AllOf(conditions):
            return all(holds(part, item) for part in conditions)
        case AnyOf(conditions):
            return any(holds(part, item) for part in conditions)
        case Absent(attribute):
            return attribute not in seen
        case Present(attribute):
            return attribute in seen
        case _:
            return condition.attribute in seen and _compares(condition, seen[condition.attribute])


def _compares(condition: Equals | OneOf | LessThan | AtMost | AtLeast, found: Value) -> bool:
    match condition:
        case Equals(_, value):
            return type(found) is type(value) and found == value
        case OneOf(_, values):
            return found in values
        case LessThan(_, value):
            return _ordered(found, value) and found < value  # type: ignore[operator]  # _ordered proved the types
        case AtMost(_, value):
            return _ordered(found, value) and found <= value  # type: ignore[operator]  # _ordered proved the types
        case AtLeast(_, value):
            return _ordered(found, value) and found >= value  # type: ignore[operator]  # _ordered proved the types


def _ordered(found: Value, value: str | int) -> bool:
    return type(found) is type(value)
