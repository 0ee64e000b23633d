r"""The queue of exact turns, and which request takes which of them.

    [{"match": "turn 7\\b", "text": "seven"}, {"times": 3, "fault": "overloaded"}, "whoever asks next"]

A request takes the first entry that fits: `match` is a regular expression over what is asked (the last text of each
user message that answers no call), so turns that run side by side find their own entries; an entry without it fits
every request. `times` is how many requests take it (1 unless given, `"always"` for all). `delay_s` lets the
answer come late. `fault` is one of `FAULTS`, in place of an answer.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.model.conversation import Conversation
from local.model.problems import ProblemError

FAULTS = ("timeout", "drop", "overloaded", "429", "500", "garbage")
"""No answer at all; half of one; 529; 429 with Retry-After (`retry_after_s`, else 1); 500; no JSON."""


@dataclass(slots=True)
class Entry:
    """One entry of a script."""

    turn: Any
    match: re.Pattern[str] | None
    left: float
    delay_s: float = 0.0
    fault: str = ""

    @classmethod
    def of(cls, turn: Any) -> "Entry":
        """Read an entry.

        Raises:
            ProblemError: It can never be taken as it is written.
        """
        if not isinstance(turn, dict):
            return cls(turn, None, 1)
        fault, delay_s = str(turn.get("fault", "")), turn.get("delay_s", 0)
        if fault and fault not in FAULTS:
            raise ProblemError(400, f"script: fault should be one of {', '.join(FAULTS)}")
        if isinstance(delay_s, bool) or not isinstance(delay_s, int | float) or not 0 <= delay_s < math.inf:
            raise ProblemError(400, "script: delay_s should be a number of seconds")
        return cls(turn, _pattern(turn.get("match")), _times(turn.get("times", 1)), delay_s, fault)

    def fits(self, asked: str) -> bool:
        """Whether it is for a turn that was asked with these words."""
        return self.match is None or self.match.search(asked) is not None


def _pattern(match: object) -> re.Pattern[str] | None:
    if match is None:
        return None
    try:
        return re.compile(str(match))
    except re.error as malformed:
        raise ProblemError(400, f"script: match is no regular expression: {malformed}") from malformed


def _times(times: object) -> float:
    if times == "always":
        return math.inf
    if isinstance(times, bool) or not isinstance(times, int) or times < 1:
        raise ProblemError(400, "script: times should be a whole number above 0, or 'always'")
    return times


class Script:
    """The entries that wait for their requests."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, turns: Sequence[Any]) -> None:
        """Append entries, all or none."""
        self._entries += [Entry.of(turn) for turn in turns]

    def clear(self) -> None:
        """Drop all entries."""
        self._entries.clear()

    def take(self, request: Mapping[str, Any]) -> Entry | None:
        """The entry for a request, used up by that; None if none fits."""
        if not self._entries:
            return None
        asked = Conversation(request).asked
        for entry in self._entries:
            if entry.fits(asked):
                entry.left -= 1
                if entry.left < 1:
                    self._entries.remove(entry)
                return entry
        return None
