r"""Cutting Markdown into messages without breaking its code fences.

A message that ends inside a fence shows the rest of what it says as code. So a fence that is open where a part ends is
closed there, and opened again with its language where the next part begins:

    split("```python\n" + "first = 1\n" * 9 + "```", 64)
    -> ["```python\nfirst = 1\n…\n```", "```python\nfirst = 1\n…\n```"]
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from guildhall.discord import limits

FENCE = "```"
LEAST_ROOM = 64
"""Parts that are smaller have no room for fences and text."""
_CLOSING = f"\n{FENCE}"
_OPENING = re.compile(r"^[ \t]*```([A-Za-z0-9_+-]{0,20})[ \t]*$", re.MULTILINE)


def units(text: str) -> int:
    """Return a text's length as UTF-16 counts it: an emoji is two. What fits so fits however Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Parts:
    """Parts made so far, and the lines of the one that is being filled."""

    limit: int
    length: Callable[[str], int]
    done: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    reopened: bool = False

    @property
    def text(self) -> str:
        """The part that is being filled."""
        return "\n".join(self.lines)

    @property
    def open(self) -> bool:
        """Whether a fence is open in it."""
        return self.text.count(FENCE) % 2 == 1

    @property
    def room(self) -> int:
        """How many characters its next line may have, so that a fence can still be closed."""
        return self.limit - sum(self.length(line) + 1 for line in self.lines) - len(_CLOSING)

    def add(self, line: str) -> None:
        """Add a line, starting new parts where it does not fit."""
        while self.length(line) > self.room and not self._closes(line):
            if not self.lines or self.reopened:
                place = _break(line, self._fitting(line))
                self.lines.append(line[:place])
                line = line[place:]
            self.end()
        self.lines.append(line)
        self.reopened = False

    def end(self) -> None:
        """End the part; an open fence is closed, and opened again in the next one."""
        text, open_still = self.text, self.open
        if text.strip():
            self.done.append(text + _CLOSING if open_still else text)
        languages = _OPENING.findall(text)
        self.lines = [FENCE + (languages[-1] if languages else "")] if open_still else []
        self.reopened = open_still

    def _fitting(self, line: str) -> int:
        """Return how many characters of a line that is too long have room."""
        least, most = 0, self.room
        while least < most:
            middle = (least + most + 1) // 2
            least, most = (middle, most) if self.length(line[:middle]) <= self.room else (least, middle - 1)
        return least

    def _closes(self, line: str) -> bool:
        """Return whether the line closes the open fence, for which there always is room."""
        return line == FENCE and self.open and not self.reopened


def split(text: str, limit: int = limits.MESSAGE_CONTENT, *, length: Callable[[str], int] = len) -> list[str]:
    """Return the text in parts of at most `limit` characters, each with balanced code fences; none for blank text.

    Parts end at a line's end where that is possible, else at a space, else anywhere. `length` tells how long a text is,
    for those who count otherwise than in characters.

    Raises:
        ValueError: The limit is below `LEAST_ROOM`.
    """
    if limit < LEAST_ROOM:
        raise ValueError(f"parts of {limit} characters have no room for fences")
    parts = _Parts(limit, length)
    for line in text.split("\n"):
        parts.add(line)
    parts.end()
    return parts.done


def _break(line: str, room: int) -> int:
    """Return where to break a line that is too long: behind a space if one is near, never within a run of backticks."""
    space = line.rfind(" ", room // 2, room)
    place = space + 1 if space > 0 else room
    before = line[:place].rstrip("`")
    return len(before) if before and line[place : place + 1] == "`" else place
