"""A limit that grows: who keeps asking while blocked waits longer each time. One item of StateTable per caller.

    12:00:00.0   the 61st call within 10 s      wait 10 s: the rest of the window
    12:00:00.4   more that were under way       wait 9.6 s: they are told the same, nothing grows
    12:00:03.0   asks again                     wait 30 s, and is not heard before
    12:00:12.0   asks again                     wait 60 s
    …            asks again and again           120, 240, 480, 900 s, and no longer
    15 min after the last wait                  all of it is forgotten

Who waits as told is not held back further; who then asks too much again within those 15 minutes is back where it was.

A call that fits takes one request: its update carries the whole condition. Only the first call of a window may take
two, where another process was there before. One that does not fit takes a second request at most once a second, so a
flood of refused calls is cheap.
"""

from collections.abc import Callable
from datetime import datetime

from guildhall.clock import Clock
from guildhall.errors import StoreThrottled
from guildhall.store.conditions import Absent, AllOf, AnyOf, AtMost, Condition, Equals, Item, LessThan
from guildhall.store.table import EXPIRES_AT, Change, ConditionFailed, Key, Table

FIRST_STEP_S, LONGEST_S = 15, 900
QUIET_S = 900
"""So long after a wait has ended it is forgotten."""
TOGETHER_S = 1.0
"""Calls so close to a refusal were under way with it: nobody had time to heed it."""
_KEPT_S = LONGEST_S + QUIET_S
_MOST_STRIKES = 6
_ATTEMPTS = 4
_REMEMBERED = 1000


class Pacer:
    """Paces callers over one table."""

    def __init__(self, table: Table, clock: Clock, key: Callable[[str], Key]) -> None:
        self._table, self._clock, self._key = table, clock, key
        self._begun: dict[str, int] = {}
        """The windows that this process saw begin: which of the two updates is worth trying first."""

    def pace(self, name: str, *, window_s: int, limit: int) -> float:
        """Count a call; see `Counters.pace`.

        Raises:
            StoreThrottled: Too many others moved the same item at once.
        """
        key, now = self._key(name), self._clock()
        start = int(now.timestamp()) // window_s * window_s
        begins = self._begun.get(name) != start
        for _ in range(_ATTEMPTS):
            change, fits = _beginning(start, now) if begins else _counting(start, limit, now)
            try:
                self._table.update_if(key, change, fits)
            except ConditionFailed as failed:
                start = max(start, _number(failed.old, "window_s"))
                if (rest_s := _rest_s(failed.old, start, window_s, limit, now)) > 0:
                    return self._refuse(key, failed.old, rest_s, now)
                begins = not begins
            else:
                self._remember(name, start)
                return 0.0
        raise StoreThrottled("Too many calls at once.", "Try again in a moment.", retry_after_s=TOGETHER_S)

    def hold_back(self, name: str, wait_s: float) -> float:
        """Note that another limit refused a call; see `Counters.hold_back`."""
        key = self._key(name)
        return self._refuse(key, self._table.get(key), wait_s, self._clock())

    def _refuse(self, key: Key, old: Item | None, rest_s: float, now: datetime) -> float:
        now_ms, told_ms, until_ms = _ms(now), _number(old, "told_ms"), _number(old, "until_ms")
        if now_ms < until_ms and now_ms - told_ms < TOGETHER_S * 1000:
            return (until_ms - now_ms) / 1000
        strikes = _strikes(old, now_ms)
        wait_s = max(rest_s, min(LONGEST_S, FIRST_STEP_S * 2**strikes) if strikes else 0.0)
        until_ms = now_ms + int(wait_s * 1000)
        told: dict[str, int] = {"told_ms": now_ms, "until_ms": until_ms, "strikes": strikes}
        blocked = until_ms if strikes else 0
        expiry = int(now.timestamp()) + _KEPT_S
        change = Change(set={**told, "blocked_ms": blocked, EXPIRES_AT: expiry}, default={"window_s": 0, "count": 0})
        unmoved: Condition = Absent("pk") if old is None else Equals("told_ms", told_ms)
        try:
            self._table.update_if(key, change, unmoved)
        except ConditionFailed as failed:
            return max(rest_s, (_number(failed.old, "until_ms") - now_ms) / 1000)
        return wait_s

    def _remember(self, name: str, start: int) -> None:
        if len(self._begun) >= _REMEMBERED:
            self._begun.clear()
        self._begun[name] = start


def _beginning(start: int, now: datetime) -> tuple[Change, Condition]:
    """Return the update of a window's first call."""
    expiry = int(now.timestamp()) + _KEPT_S
    nothing = dict.fromkeys(("told_ms", "until_ms", "strikes", "blocked_ms"), 0)
    change = Change(set={"window_s": start, "count": 1, EXPIRES_AT: expiry}, default=nothing)
    return change, AnyOf(Absent("pk"), AllOf(LessThan("window_s", start), AtMost("blocked_ms", _ms(now))))


def _counting(start: int, limit: int, now: datetime) -> tuple[Change, Condition]:
    """Return the update of any further call."""
    fits = AllOf(Equals("window_s", start), AtMost("count", limit - 1), AtMost("blocked_ms", _ms(now)))
    return Change(add={"count": 1}), fits


def _rest_s(old: Item | None, start: int, window_s: int, limit: int, now: datetime) -> float:
    """Return how long a caller is blocked by what stands there; 0 where the other update may fit."""
    blocked_s = _number(old, "blocked_ms") / 1000 - now.timestamp()
    full = _number(old, "window_s") == start and _number(old, "count") >= limit
    return max(blocked_s, start + window_s - now.timestamp() if full else 0.0)


def _strikes(old: Item | None, now_ms: int) -> int:
    """Return how often the waits that were told were not heeded, this time included."""
    strikes, until_ms = _number(old, "strikes"), _number(old, "until_ms")
    if now_ms < until_ms:
        return min(strikes + 1, _MOST_STRIKES)
    return strikes if now_ms - until_ms < QUIET_S * 1000 else 0


def _number(item: Item | None, name: str) -> int:
    value = (item or {}).get(name, 0)
    return value if isinstance(value, int) else 0


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
