"""Results as the model reads them: whole entries, short, and every word of Discord's inside the fence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.surfaces.agent.tools import results
from guildhall.surfaces.agent.tools.table import tools
from guildhall.surfaces.tools.table import Entry


def entry(name: str) -> Entry:
    found = tools().find(name)
    assert found is not None
    return found


def message(number: int, content: str) -> Any:
    return {"message_id": str(number), "author_name": "Ada", "content": content}


def test_what_fits_is_shown_whole_with_the_next_page() -> None:
    text = results.of_read(entry("message_list"), {"messages": [message(1, "hello")], "next_before": "1"})
    assert text.endswith("There is more: call again with before=1.")
    assert "Shown are" not in text


def test_a_list_is_cut_between_entries_and_goes_on_where_it_was_cut() -> None:
    listed = [message(number, "word " * 100) for number in range(100, 0, -1)]
    text = results.of_read(entry("message_list"), {"messages": listed, "next_before": "1"})
    assert len(text) <= results.MOST_CHARACTERS
    assert "before=1." not in text, "the next page would leave a gap"
    last = min(int(line.split()[2]) for line in text.splitlines() if line.startswith("- message_id"))
    assert f"Shown are the first {101 - last} of 100 messages. For those before call again with before={last}." in text


def test_a_list_without_pages_says_to_ask_for_less() -> None:
    channels: Any = [{"channel_id": str(number), "topic": "word " * 50} for number in range(100)]
    text = results.of_read(entry("channel_list"), {"channels": channels})
    assert "of 100 channels. Ask for something narrower." in text


@pytest.mark.parametrize("name", ["guild_get", "message_list"])
def test_one_thing_that_is_too_long_is_cut_at_a_line_and_the_fence_is_closed(name: str) -> None:
    text = results.of_read(entry(name), {"text": "\n".join(["word"] * 5000), "messages": ["x" * 20_000]})
    assert len(text) <= results.MOST_CHARACTERS
    assert "more lines are left out here; ask for" in text
    assert text.rstrip().endswith(">")


def test_words_of_ours_are_cut_where_they_are_too_long() -> None:
    text = results.capped("x" * 20_000)
    assert len(text) <= results.MOST_CHARACTERS
    assert text.endswith("(cut here: 20000 characters are too many)")
    assert results.capped("short") == "short"


@given(st.lists(st.text(max_size=400), max_size=60), st.sampled_from(["messages", "text"]))
def test_no_result_is_too_long_or_leaves_its_fence_open(words: list[str], name: str) -> None:
    value: Any = (
        [message(number, word) for number, word in enumerate(words)] if name == "messages" else "\n".join(words)
    )
    text = results.of_read(entry("message_list"), {name: value, "next_before": "7"}, left_out=3)
    assert len(text) <= results.MOST_CHARACTERS
    assert text.count("\n<discord ") == text.count("\n</discord ") == 1


def test_a_failure_without_a_hint_is_one_line() -> None:
    assert results.of_failure({"code": "x", "message": "It broke."}) == "**Failed (x).** It broke."
    assert results.of_failure({}) == "**Failed (error).** "
    assert results.of_failure({"code": "x", "message": "m"}, quoting=True) == "**Failed (x).** m"
