"""Conditions as DynamoDB takes them."""

from guildhall.store.conditions import Absent, AllOf, AnyOf, AtMost, Condition
from guildhall.store.expressions import Expression


def _written(condition: Condition) -> str:
    return Expression().condition(condition)


def test_what_joins_one_condition_only_adds_no_parentheses_for_dynamodb_refuses_doubled_ones() -> None:
    either = AnyOf(Absent("count"), AtMost("count", 3))
    assert _written(AllOf(either)) == _written(either)
    assert _written(AnyOf(Absent("count"))) == _written(Absent("count"))


def test_what_joins_several_stands_in_parentheses() -> None:
    assert _written(AllOf(AnyOf(Absent("a"), Absent("b")), Absent("c"))).startswith("((")
