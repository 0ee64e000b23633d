"""Marks on types: two that say different things are two, though they hold the same word."""

from typing import Annotated

from guildhall.operations.body import Wire
from guildhall.operations.fields import By


def test_a_mark_is_not_taken_for_another_one_of_the_same_word() -> None:
    written, named = Annotated[str, By("user_id")] | None, Annotated[str, Wire("user_id")] | None
    assert "By(" in str(written)
    assert "Wire(" in str(named)
    assert By("user_id") == By("user_id")
    assert Wire("user_id") == Wire("user_id") != Wire("id")
    assert len({By("user_id"), Wire("user_id"), By("user_id")}) == 2
