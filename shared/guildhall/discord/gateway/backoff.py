"""Pauses between attempts: 1, 2, 4 … 60 seconds at most, and of that a random part (full jitter).

How many attempts have failed is kept in the table, so a process that dies and comes back does not start from 1. It is
forgotten after a minute of health.
Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
"""

import secrets
from collections.abc import Callable

FIRST_S, MOST_S = 1.0, 60.0
HEALTHY_AFTER_S = 60.0
_STEPS = 6

type Chance = Callable[[], float]
"""Returns a number from 0 up to, but not including, 1."""

chance: Chance = secrets.SystemRandom().random


class Backoff:
    """How often in a row it was tried.

    Attributes:
        attempts: Connections begun since the last healthy minute.
    """

    def __init__(self, attempts: int = 0, draw: Chance = chance, most_s: float = MOST_S) -> None:
        self.attempts = attempts
        self._draw = draw
        self._most_s = most_s

    def pause_s(self) -> float:
        """Return how long to wait before the next attempt; 0.0 before the first."""
        if not self.attempts:
            return 0.0
        return self._draw() * min(self._most_s, FIRST_S * 2.0 ** min(self.attempts - 1, _STEPS))

    def attempt(self) -> None:
        """An attempt begins."""
        self.attempts += 1

    def healthy(self) -> None:
        """It has gone well for long enough."""
        self.attempts = 0
