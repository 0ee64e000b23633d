"""Items on the wire: DynamoDB's typed JSON, and how many bytes DynamoDB counts for an item.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from guildhall.errors import InvalidArguments, TooLarge
from guildhall.store.conditions import Item, Value
from guildhall.store.table import EXPIRES_AT, Change, key_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

MAX_ITEM_BYTES = 400 * 1024
"""Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"""

_MAX_NUMBER = 10**38
_CONTAINER_BYTES, _ELEMENT_BYTES = 3, 1


def size_bytes(item: Item) -> int:
    """Return how many bytes DynamoDB counts for an item: names and values.

    Raises:
        TypeError: A value that no attribute holds, e.g. a float.
        ValueError: A number of more than 38 digits, or an attribute without a name.
        InvalidArguments: A text with half a surrogate pair, which is no Unicode.
    """
    if "" in item:
        raise ValueError("an attribute has a name")
    return sum(_text_bytes(name) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Value) -> int:
    match value:
        case bool() | None:
            return 1
        case int():
            return _number_bytes(value)
        case str():
            return _text_bytes(value)
        case bytes():
            return len(value)
        case list():
            return _CONTAINER_BYTES + sum(_ELEMENT_BYTES + _value_bytes(element) for element in value)
        case dict():
            return _CONTAINER_BYTES + _ELEMENT_BYTES * len(value) + size_bytes(value)
        case _:
            raise TypeError(f"no attribute holds a {type(value).__name__}; put it into a JSON text")


def _number_bytes(number: int) -> int:
    if abs(number) >= _MAX_NUMBER:
        raise ValueError("a number has at most 38 digits; put it into a text")
    return 2 + (len(str(abs(number))) + 1) // 2


def _text_bytes(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise InvalidArguments(
            "A text holds half a surrogate pair, which is no Unicode.", "Send the text as valid UTF-8."
        ) from None


def check_size(size: int) -> None:
    """Refuse an item beyond DynamoDB's limit.

    Raises:
        TooLarge: With size and limit in bytes.
    """
    if size > MAX_ITEM_BYTES:
        raise TooLarge(
            f"This takes {size} bytes, and a table keeps at most {MAX_ITEM_BYTES} in one item.",
            "Ask for less at a time, for instance fewer messages.",
            size=size,
            limit=MAX_ITEM_BYTES,
        )


def check_item(item: Item) -> None:
    """Refuse an item that DynamoDB would refuse, before it is sent.

    Raises:
        ValueError: The key is missing or empty, or `expires_at` is no whole number.
        TooLarge: It is beyond 400 KB.
    """
    key_of(item)
    if type(item.get(EXPIRES_AT, 0)) is not int:
        raise ValueError("expires_at is in whole seconds since 1970")
    check_size(size_bytes(item))


def check_change(change: Change) -> None:
    """Refuse a change that DynamoDB would refuse whatever the item holds, before it is sent.

    Raises:
        ValueError: `expires_at` is no whole number.
        TooLarge: The change alone is beyond 400 KB.
    """
    wanted: Item = {**change.set, **change.default, **change.add}
    if type(wanted.get(EXPIRES_AT, 0)) is not int:
        raise ValueError("expires_at is in whole seconds since 1970")
    check_size(size_bytes(wanted))


def to_wire(value: Value) -> "AttributeValueTypeDef":
    """Return a value as DynamoDB's typed JSON: `"a"` → `{"S": "a"}`."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case list():
            return {"L": [to_wire(element) for element in value]}
        case dict():
            return {"M": item_to_wire(value)}


def item_to_wire(item: Mapping[str, Value]) -> "dict[str, AttributeValueTypeDef]":
    """Return an item as DynamoDB's typed JSON."""
    return {name: to_wire(value) for name, value in item.items()}


def from_wire(typed: Mapping[str, Any]) -> Value:
    """Return the value of DynamoDB's typed JSON: `{"N": "7"}` → 7.

    Raises:
        ValueError: A type that this system never writes (a set, a fraction).
    """
    ((kind, held),) = typed.items()
    match kind:
        case "S" | "BOOL":
            return held  # type: ignore[no-any-return]  # its type is its tag's
        case "N":
            return int(held)
        case "NULL":
            return None
        case "B":
            return bytes(held)
        case "L":
            return [from_wire(element) for element in held]
        case "M":
            return item_from_wire(held)
        case _:
            raise ValueError(f"an attribute of DynamoDB's type {kind} is none that this system writes")


def item_from_wire(wire: Mapping[str, Mapping[str, Any]]) -> Item:
    """Return the item of DynamoDB's typed JSON."""
    return {name: from_wire(typed) for name, typed in wire.items()}
