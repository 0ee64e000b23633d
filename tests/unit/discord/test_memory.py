"""What was read a moment ago: kept for a while, and never past a write."""

from guildhall.discord.memory import Memory
from tests.fakes.clock import NOON

KEY = ("channel", "20")


def test_what_a_memory_that_began_empty_keeps_the_one_beneath_keeps_too() -> None:
    beneath = Memory()
    above = beneath.emptied()
    above.keep(KEY, "now", NOON, above.generation)
    assert [each.recall(KEY, NOON, 5) for each in (above, beneath)] == ["now", "now"]


def test_what_is_kept_above_after_a_write_beneath_is_not_kept_beneath() -> None:
    beneath = Memory()
    above = beneath.emptied()
    beneath.forget()
    above.keep(KEY, "before the write", NOON, above.generation)
    assert [each.recall(KEY, NOON, 5) for each in (above, beneath)] == ["before the write", None]
