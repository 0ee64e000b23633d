"""The system prompt: the same for everybody, short, and true."""

import re

from guildhall.surfaces.agent.prompt import system

CHARACTERS_PER_TOKEN = 3.6
MOST_TOKENS = 950


def text() -> str:
    (block,) = system()
    assert block["type"] == "text"
    return str(block["text"])


def test_it_is_the_same_every_time_and_short_enough() -> None:
    assert system() == system()
    assert len(text()) / CHARACTERS_PER_TOKEN < MOST_TOKENS


def test_it_names_nobody_no_place_and_no_moment() -> None:
    assert not re.search(r"\d{4,}", text())
    assert "{" not in text()
