"""StateTable's counters: fixed windows, counted by one conditional update that never goes beyond the limit.

window_s=60, limit=100: the 101st call between 12:00:00 and 12:01:00 gets the seconds until 12:01:00

The gateway task counts with these, so nothing large is loaded here.
"""

from datetime import datetime

from guildhall.clock import Clock, utc_now
from guildhall.store import keys
from guildhall.store.conditions import Absent, AnyOf, AtMost
from guildhall.store.table import EXPIRES_AT, Change, ConditionFailed, Table

KEPT_AFTER_WINDOW_S = 300
"""So long a window is kept after its end, for processes whose clocks are late."""


class WindowRepository:
    """Counters of one thing each."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self._table = table
        self._clock = clock

    def spend(self, name: str, *, window_s: int, limit: int, cost: int = 1) -> float:
        """Count `cost` in the current fixed window of that name, atomically.

        Returns:
            0.0 when it fitted; else the seconds until the window ends (and nothing was counted).

        Raises:
            ValueError: `window_s` or `cost` is below 1.
        """
        check(window_s, cost)
        now = self._clock()
        start_s = int(now.timestamp()) // window_s * window_s
        end_s = start_s + window_s
        if cost > limit:
            return seconds_until(end_s, now)
        change = Change(add={"count": cost}, set={EXPIRES_AT: end_s + KEPT_AFTER_WINDOW_S})
        fits = AnyOf(Absent("count"), AtMost("count", limit - cost))
        try:
            self._table.update_if(keys.counter(name, start_s), change, fits)
        except ConditionFailed:
            return seconds_until(end_s, now)
        return 0.0

    def add(self, name: str, *, window_s: int, cost: int) -> int:
        """Count `cost` in the current fixed window of that name, whatever the limit; return what is counted by then.

        Raises:
            ValueError: `window_s` or `cost` is below 1.
        """
        check(window_s, cost)
        start_s = int(self._clock().timestamp()) // window_s * window_s
        change = Change(add={"count": cost}, set={EXPIRES_AT: start_s + window_s + KEPT_AFTER_WINDOW_S})
        counted = self._table.update_if(keys.counter(name, start_s), change).get("count")
        return counted if isinstance(counted, int) else cost

    def blocked_s(self, name: str, *, window_s: int, limit: int) -> float:
        """Return 0.0 while the current window of that name has room, else the seconds until it ends; counts nothing."""
        now = self._clock()
        start_s = int(now.timestamp()) // window_s * window_s
        item = self._table.get(keys.counter(name, start_s)) or {}
        counted = item.get("count", 0)
        return seconds_until(start_s + window_s, now) if isinstance(counted, int) and counted >= limit else 0.0


def check(window_s: int, cost: int) -> None:
    """Raise ValueError for a window or a cost of nothing."""
    if window_s < 1 or cost < 1:
        raise ValueError("a window lasts at least a second, and a cost is at least 1")


def seconds_until(end_s: int, now: datetime) -> float:
    """Return how far away the second `end_s` of the epoch is."""
    return end_s - now.timestamp()
