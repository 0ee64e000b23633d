"""Long text becomes messages whose fences are whole."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guildhall.discord.splitting import FENCE, LEAST_ROOM, split, units

PIECES = st.sampled_from(
    ["```", "```python\n", "\n```\n", "`", "``", "\n", " ", "word ", "x" * 70, "é", "~", "🎉" * 40]
)
TEXT = st.lists(PIECES, max_size=60).map("".join)


def letters(text: str) -> str:
    """What the text says, without what splitting may add or repeat: fences, their languages, white space."""
    return re.sub("[^xé~🎉]", "", text)


@settings(deadline=None)
@given(text=TEXT, limit=st.integers(LEAST_ROOM, 200))
@example(text="`" * 500, limit=64)
@example(text="```python\n" + "x" * 500, limit=64)
@example(text="x ```" * 50, limit=64)
def test_parts_are_short_their_fences_balanced_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert all(part.count(FENCE) % 2 == 0 for part in parts)
    assert letters("".join(parts)) == letters(text)


@settings(deadline=None)
@given(text=TEXT, limit=st.integers(LEAST_ROOM, 200))
@example(text="🎉" * 500, limit=64)
@example(text="```\n" + "🎉" * 500, limit=65)
@example(text="```word \n" + "🎉" * 40, limit=64)
def test_parts_are_short_by_the_count_of_utf_16_too(text: str, limit: int) -> None:
    parts = split(text, limit, length=units)
    assert all(0 < units(part) <= limit for part in parts)
    assert all(part.count(FENCE) % 2 == 0 for part in parts)
    assert letters("".join(parts)) == letters(text)


def test_an_emoji_counts_twice_in_utf_16() -> None:
    assert [units(text) for text in ("", "a", "é", "€", "🎉")] == [0, 1, 1, 1, 2]
    assert len(split("🎉" * 100, 200)) == 1
    assert len(split("🎉" * 100, 200, length=units)) == 2


def test_a_short_text_is_one_part_as_it_is() -> None:
    assert split("**hello**\nworld") == ["**hello**\nworld"]


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_blank_text_has_no_parts(text: str) -> None:
    assert split(text) == []


def test_parts_end_at_the_end_of_a_line() -> None:
    assert split("a" * 40 + "\n" + "b" * 40, 64) == ["a" * 40, "b" * 40]


def test_a_long_line_is_broken_at_a_space() -> None:
    parts = split("word " * 30, 64)
    assert all(part.strip().endswith("word") for part in parts)


def test_an_open_fence_is_closed_and_opened_again_with_its_language() -> None:
    first, *others = split("```python\n" + "first = 1\n" * 12 + "```", 64)
    assert first.startswith("```python\n")
    assert first.endswith("\n```")
    assert others
    assert all(part.startswith("```python\nfirst") for part in others)


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        split("text", LEAST_ROOM - 1)
