"""Which words of a rule a text holds, as Discord documents it: whole words, beginnings, endings, or anywhere.

Case makes no difference. A whole word or phrase has white space, or the text's end, on either side; a star at one end
of a keyword lets the word go on there. What the allow list matches sets nothing off. Patterns are not run: they are
Rust's, which differ from those of other languages.
Source: https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object-keyword-matching-strategies
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_MENTION = re.compile(r"<@(!?|&)([0-9]{1,20})>")
_STAR = "*"


class Span(NamedTuple):
    """A part of a text, from a place to before another one."""

    start: int
    end: int

    def holds(self, other: "Span") -> bool:
        """Return whether another part lies within this one."""
        return self.start <= other.start and other.end <= self.end


def matched(text: str, keywords: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Return the keywords that a text holds outside of what is allowed."""
    folded = text.lower()
    spared = [_whole(folded, span) for word in allowed for span in _found(folded, word)]
    return [
        word for word in keywords if any(not any(each.holds(span) for each in spared) for span in _found(folded, word))
    ]


def mentions(text: str) -> int:
    """Return how many members and roles a text mentions, each counted once."""
    return len({("&" if kind == "&" else "@", mentioned) for kind, mentioned in _MENTION.findall(text)})


def _found(folded: str, keyword: str) -> Iterator[Span]:
    """Yield where a keyword stands, without what a star stands for."""
    goes_before, goes_on = keyword.startswith(_STAR), len(keyword) > 1 and keyword.endswith(_STAR)
    core = keyword.lower()[1 if goes_before else 0 : -1 if goes_on else None]
    place = folded.find(core) if core else -1
    while place >= 0:
        end = place + len(core)
        begins = goes_before or place == 0 or folded[place - 1].isspace()
        ends = goes_on or end == len(folded) or folded[end].isspace()
        if begins and ends:
            yield Span(place, end)
        place = folded.find(core, place + 1)


def _whole(folded: str, span: Span) -> Span:
    """Return the words into which a part reaches: what is allowed is the word, and not the letters of it."""
    start, end = span.start, span.end
    while start > 0 and not folded[start - 1].isspace():
        start -= 1
    while end < len(folded) and not folded[end].isspace():
        end += 1
    return Span(start, end)
