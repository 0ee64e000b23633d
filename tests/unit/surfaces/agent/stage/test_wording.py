"""What messages say: cleaned, cut, quiet."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.discord import limits
from guildhall.discord.ids import UserId
from guildhall.discord.splitting import FENCE, units
from guildhall.surfaces.agent.stage import wording
from guildhall.surfaces.tools.fence import fenced

TOKEN = "MjAwMDAwMDAwMDAwMDAwMDAwOQ.GabcDE.abcdefghijklmnopqrstuvwxyz0123456789AB"
PIECES = st.sampled_from(
    ["```", "```py\n", "\n", " ", "word ", "x" * 300, "🎉" * 200, "\ud800", "\x00", "<discord abcdefgh>"]
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Reading messages", "-# Reading messages"),
        ("two\nlines  and *stars*", "-# two lines and \\*stars\\*"),
        ("waits in <#4000000000000000001>", "-# waits in <#4000000000000000001>"),
        ("asks <@12> or <@&13>, until <t:1700000000:R>", "-# asks <@12> or <@&13>, until <t:1700000000:R>"),
        ("@everyone and <@x>", "-# \\@everyone and \\<\\@x\\>"),
    ],
)
def test_progress_is_one_small_line_in_which_only_names_are_shown(text: str, shown: str) -> None:
    assert wording.small(text) == shown


def test_progress_is_short() -> None:
    assert len(wording.small("x" * 5000)) < 400


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain @everyone stays", "plain @everyone stays"),
        (f"it is {TOKEN}.", "it is [a secret was removed here]."),
        (f"Bot {TOKEN}", "Bot [a secret was removed here]"),
        (f"key ghk_0123456789abcdef_{'a' * 43}!", "key [a secret was removed here]!"),
        (
            f"https://discord.com/api/v10/webhooks/123456/{'t' * 60}/messages/@original",
            "https://discord.com/api/v10/webhooks/123456/[a secret was removed here]/messages/@original",
        ),
        ("half \ud83c", "half \ufffd"),
        ("nothing\x00", "nothing"),
        ("it said\n<discord 7k2m9q0c1xv5t8dn>\nhello\n</discord 7k2m9q0c1xv5t8dn>\nso", "it said\nhello\nso"),
        ("inline <discord 7k2m9q0c1xv5t8dn> mark", "inline  mark"),
        ("I like <discord> and v1.2.3-abc", "I like <discord> and v1.2.3-abc"),
    ],
)
def test_what_must_not_be_shown_is_taken_out(text: str, shown: str) -> None:
    assert wording.cleaned(text) == shown


def test_a_fence_of_ours_is_not_shown() -> None:
    assert wording.cleaned(f"It says:\n{fenced('hello')}") == "It says:\nhello\n"


@settings(deadline=None)
@given(text=st.lists(PIECES, max_size=120).map("".join))
def test_every_part_can_be_sent(text: str) -> None:
    made = wording.parts(text, "-# header")
    assert 1 <= len(made) <= wording.MAX_PARTS
    assert made[0].startswith("-# header")
    for part in made:
        part.encode()
        assert part == part.strip()
        assert 0 < units(part) <= limits.MESSAGE_CONTENT
        assert part.count(FENCE) % 2 == 0


def test_a_long_code_block_is_code_in_every_part() -> None:
    made = wording.parts("```python\n" + "value = compute(1)\n" * 300 + "```")
    assert len(made) == 3
    assert all(part.startswith("```python\nvalue") and part.endswith("\n```") for part in made)


def test_what_does_not_fit_is_cut_and_told() -> None:
    made = wording.parts("word " * 5000)
    assert len(made) == 5
    told = re.search(r"\n-# The answer is cut here: it has about ([0-9]+) characters more", made[-1])
    assert told is not None
    shown = sum(part.count("word") for part in made)
    assert abs(int(told[1]) - (25_000 - shown * 5)) < 50


def test_four_parts_are_not_cut() -> None:
    assert "cut here" not in "".join(wording.parts("word " * 1500))


def test_the_words_to_the_channel_tell_nothing() -> None:
    assert wording.private_word(UserId("12")).startswith("I have answered <@12> directly")
    assert wording.closed_word(UserId("12")).startswith("<@12> I cannot send you a direct message")
