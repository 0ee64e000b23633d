"""Other people's words inside ours: shown letter by letter, and changed no more than that takes."""

import pytest

from guildhall.discord.markdown import escape, excerpt


@pytest.mark.parametrize(
    "text",
    [
        "fresh-one",
        "2026-11-20 12:17 UTC",
        "spam, again: 50% + 40%",
        "half-hearted: yes; no!",
        "a-b:c",
        "a: b:",
    ],
)
def test_words_that_format_nothing_stay_as_they_are_so_that_people_and_programs_find_them(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** _it_ ~~no~~ ||hid|| `code`", r"\*\*bold\*\* \_it\_ \~\~no\~\~ \|\|hid\|\| \`code\`"),
        ("[text](https://evil.example)", r"\[text\]\(https\://evil.example\)"),
        ("<@1> <#2> <:a:3> @everyone", r"\<\@1\> \<\#2\> \<\:a:3\> \@everyone"),
        (":tada: now", r"\:tada: now"),
        ("# title", r"\# title"),
        ("> quote", r"\> quote"),
        ("- item", r"\- item"),
        ("-# small", r"\-\# small"),
        ("1. one", r"1\. one"),
        ("back\\slash", "back\\\\slash"),
        ("line\n# next", r"line \# next"),
    ],
)
def test_words_that_would_format_mention_link_or_picture_are_shown_letter_by_letter(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_an_excerpt_is_cut_before_it_is_escaped() -> None:
    assert excerpt("*" * 100, 3) == r"\*\*…"
