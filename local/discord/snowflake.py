"""Snowflakes: Discord's 64-bit ids, whose upper 42 bits are milliseconds since 2015.

Source: https://discord.com/developers/docs/reference#snowflakes
"""

import itertools

from local.discord.clock import SimClock

EPOCH_MS = 1_420_070_400_000
TIMESTAMP_SHIFT = 22
WORKER = 1 << 17
INCREMENT_MASK = 0xFFF


class Snowflakes:
    """Generate ids that rise with the simulated clock and never repeat."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._last = 0
        self._increment = itertools.count()

    def next(self) -> str:
        """Return a fresh id for the present moment."""
        candidate = at(self._clock.now()) | WORKER
        self._last = max(candidate, self._last + 1)
        return str(self._last)

    def restart(self) -> None:
        """Follow the clock again after it was set back."""
        self._last = 0

    def at(self, timestamp_s: float) -> str:
        """Return an id for a moment in the past."""
        return str(at(timestamp_s) | WORKER | (next(self._increment) & INCREMENT_MASK))


def at(timestamp_s: float) -> int:
    """Return the smallest snowflake of that moment."""
    return (int(timestamp_s * 1000) - EPOCH_MS) << TIMESTAMP_SHIFT


def timestamp(snowflake: str) -> float:
    """Return the Unix seconds at which an id was made."""
    return ((int(snowflake) >> TIMESTAMP_SHIFT) + EPOCH_MS) / 1000
