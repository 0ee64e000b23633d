"""Everything that is counted for limits: single windows (`windows`), budgets, paces (`pacing`) and bursts (`bursts`).

What is counted together lies in one item, so that one update takes all of it or nothing: of calls that race for the
last of several budgets, none is left having paid only half.
"""

from collections.abc import Mapping

from guildhall.clock import Clock, utc_now
from guildhall.policy.shares import Counted, Share, Short
from guildhall.store import keys
from guildhall.store.bursts import BurstLog
from guildhall.store.conditions import Absent, AllOf, AnyOf, AtMost, Item
from guildhall.store.pacing import Pacer
from guildhall.store.table import EXPIRES_AT, Change, ConditionFailed, Table
from guildhall.store.windows import KEPT_AFTER_WINDOW_S, WindowRepository, check, seconds_until


class CounterRepository(WindowRepository):
    """`Counters` over StateTable."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        super().__init__(table, clock)
        self._pacer = Pacer(table, clock, keys.pace)

    def spend_each(self, name: str, *, window_s: int, shares: Mapping[str, Share]) -> Short | None:
        """Count several things in the current fixed window of that name, all of them or none, atomically.

        Returns:
            None when all fitted; else what did not, and nothing was counted.

        Raises:
            ValueError: There are no shares, or `window_s` or a cost is below 1.
        """
        for share in shares.values():
            check(window_s, share.cost)
        now = self._clock()
        start_s = int(now.timestamp()) // window_s * window_s
        end_s = start_s + window_s
        if any(share.cost > share.limit for share in shares.values()):
            return _short(self._table.get(keys.counter(name, start_s)), shares, seconds_until(end_s, now))
        costs = {what: share.cost for what, share in shares.items()}
        change = Change(add=costs, set={EXPIRES_AT: end_s + KEPT_AFTER_WINDOW_S})
        fits = [AnyOf(Absent(what), AtMost(what, share.limit - share.cost)) for what, share in shares.items()]
        try:
            self._table.update_if(keys.counter(name, start_s), change, AllOf(*fits))
        except ConditionFailed as failed:
            return _short(failed.old, shares, seconds_until(end_s, now))
        return None

    def counted(self, name: str, *, window_s: int) -> Counted:
        """Return what `spend_each` has counted in the current window of that name."""
        now = self._clock()
        start_s = int(now.timestamp()) // window_s * window_s
        item = self._table.get(keys.counter(name, start_s)) or {}
        counts = {what: count for what, count in item.items() if isinstance(count, int) and what != EXPIRES_AT}
        return Counted(counts, seconds_until(start_s + window_s, now))

    def pace(self, name: str, *, window_s: int, limit: int) -> float:
        """Count a call of a caller who waits longer each time that a wait was not heeded; see `pacing`.

        Returns:
            0.0 when it fitted; else how long to wait, in seconds.
        """
        return self._pacer.pace(name, window_s=window_s, limit=limit)

    def hold_back(self, name: str, *, wait_s: float) -> float:
        """Note that a caller was refused by another limit, for so long; return how long it really has to wait."""
        return self._pacer.hold_back(name, wait_s)

    def burst(self, name: str, *, by: str, window_s: int, limit: int) -> list[str] | None:
        """Count an act in the window that ends now, atomically; see `bursts`.

        Returns:
            None when it fitted; else by whom each act in that window was, oldest first, and nothing was counted.
        """
        return BurstLog(self._table, self._clock, keys.burst(name)).enter(by, window_s=window_s, limit=limit)


def _short(item: Item | None, shares: Mapping[str, Share], wait_s: float) -> Short:
    """Return the share that fits the least into what is counted."""
    counts = {what: count for what in shares if isinstance(count := (item or {}).get(what, 0), int)}
    what = max(counts, key=lambda each: counts[each] + shares[each].cost - shares[each].limit)
    return Short(what, counts[what], wait_s)
