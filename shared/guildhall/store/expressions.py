"""Conditions and changes in DynamoDB's expression language.

Every attribute goes by a placeholder, because names such as `status` and `owner` are reserved words there.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
"""

from typing import TYPE_CHECKING

from guildhall.store.conditions import (
    Absent,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Equals,
    LessThan,
    OneOf,
    Present,
    Value,
    holds,
)
from guildhall.store.table import EXPIRES_AT, Change, Update, Write
from guildhall.store.values import to_wire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_OPERATORS: dict[type, str] = {Equals: "=", LessThan: "<", AtMost: "<=", AtLeast: ">="}


class Expression:
    """The placeholders of one request.

    Attributes:
        names: `ExpressionAttributeNames`.
        values: `ExpressionAttributeValues`.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, AttributeValueTypeDef] = {}
        self._placeholders: dict[str, str] = {}

    def name(self, attribute: str) -> str:
        """Return the placeholder of an attribute's name."""
        placeholder = self._placeholders.setdefault(attribute, f"#n{len(self._placeholders)}")
        self.names[placeholder] = attribute
        return placeholder

    def value(self, value: Value) -> str:
        """Return a placeholder of a value."""
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = to_wire(value)
        return placeholder

    def condition(self, condition: Condition) -> str:
        """Return the condition as an expression."""
        match condition:
            case AllOf(parts):
                return self._joined(" AND ", parts)
            case AnyOf(parts):
                return self._joined(" OR ", parts)
            case Absent(attribute):
                return f"attribute_not_exists({self.name(attribute)})"
            case Present(attribute):
                return f"attribute_exists({self.name(attribute)})"
            case OneOf(attribute, values):
                return f"{self.name(attribute)} IN ({', '.join(self.value(value) for value in values)})"
            case (
                Equals(attribute, value)
                | LessThan(attribute, value)
                | AtMost(attribute, value)
                | AtLeast(attribute, value)
            ):
                return f"{self.name(attribute)} {_OPERATORS[type(condition)]} {self.value(value)}"

    def _joined(self, operator: str, parts: tuple[Condition, ...]) -> str:
        """Return conditions as one; DynamoDB refuses parentheses around parentheses."""
        if len(parts) == 1:
            return self.condition(parts[0])
        return "(" + operator.join(self.condition(part) for part in parts) + ")"

    def change(self, change: Change, mark_name: str, mark: str) -> str:
        """Return the change, and the mark that it leaves, as an update expression."""
        wanted = {**change.set, mark_name: mark}
        sets = [f"{self.name(attribute)} = {self.value(value)}" for attribute, value in wanted.items()]
        for attribute, value in change.default.items():
            name = self.name(attribute)
            sets.append(f"{name} = if_not_exists({name}, {self.value(value)})")
        adds = [f"{self.name(attribute)} {self.value(number)}" for attribute, number in change.add.items()]
        return f"SET {', '.join(sets)}" + (f" ADD {', '.join(adds)}" if adds else "")

    def placeholders(self) -> "dict[str, dict[str, str] | dict[str, AttributeValueTypeDef]]":
        """Return the placeholders as a request carries them; DynamoDB refuses empty ones."""
        names = {"ExpressionAttributeNames": self.names} if self.names else {}
        values = {"ExpressionAttributeValues": self.values} if self.values else {}
        return {**names, **values}


def guard(write: Write, now_s: int) -> Condition | None:
    """Return the condition under which DynamoDB may do a write: the write's own, with expired items seen as absent.

    An update never lands on an expired item, because it would carry that item's attributes on.
    """
    alive = AnyOf(Absent(EXPIRES_AT), AtLeast(EXPIRES_AT, now_s + 1))
    if isinstance(write, Update):
        return alive if write.condition is None else AllOf(alive, write.condition)
    if write.condition is None:
        return None
    if holds(write.condition, None):
        return AnyOf(AtMost(EXPIRES_AT, now_s), write.condition)
    return AllOf(alive, write.condition)
