"""Conditions, changes and queries as values; what tables make of them is in the conformance suite."""

import pytest

from guildhall.store.conditions import Absent, AllOf, AnyOf, OneOf, Present
from guildhall.store.table import Change, Query


@pytest.mark.parametrize("combination", [AllOf, AnyOf])
def test_a_combination_of_nothing_is_refused(combination: type[AllOf | AnyOf]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        combination()


@pytest.mark.parametrize("count", [0, 101])
def test_one_of_takes_what_dynamodb_takes(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        OneOf("status", tuple(str(number) for number in range(count)))


def test_conditions_are_values() -> None:
    assert AllOf(Absent("a"), Present("b")) == AllOf(Absent("a"), Present("b"))
    assert len({Absent("a"), Absent("a"), Present("a")}) == 2


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"set": {"a": 1}, "add": {"a": 1}},
        {"set": {"a": 1}, "default": {"a": 1}},
        {"set": {"pk": "x"}},
        {"default": {"sk": "x"}},
    ],
    ids=str,
)
def test_a_change_that_dynamodb_would_refuse_is_refused(change: dict[str, dict[str, int]]) -> None:
    with pytest.raises(ValueError, match="each once"):
        Change(**change)


def test_a_page_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        Query(pk="p", limit=0)
