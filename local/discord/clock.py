"""The simulated clock: real time plus an offset that a test can move forward."""

import time
from datetime import UTC, datetime


class SimClock:
    """Tell the simulation's time.

    Message ages, timeouts, token lifetimes and rate-limit windows follow this clock; request signatures do not, because
    the receiver compares them with its own.
    """

    def __init__(self) -> None:
        self.offset_s = 0.0

    def advance(self, seconds: float) -> None:
        """Move the clock forward by ``seconds``."""
        self.offset_s += seconds

    def now(self) -> float:
        """Return the simulated Unix time in seconds."""
        return time.time() + self.offset_s

    def monotonic(self) -> float:
        """Return a never-decreasing simulated time in seconds."""
        return time.monotonic() + self.offset_s

    def iso(self) -> str:
        """Return the simulated time as Discord prints it."""
        return iso(self.now())


def iso(timestamp_s: float) -> str:
    """Format Unix seconds as Discord's ISO 8601 with microseconds and an offset."""
    return datetime.fromtimestamp(timestamp_s, UTC).isoformat(timespec="microseconds")


def parse_iso(text: str) -> float:
    """Return the Unix seconds of an ISO 8601 text."""
    return datetime.fromisoformat(text).timestamp()
