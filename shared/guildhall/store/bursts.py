"""How many acts there were in the last minute, exactly: a list in one item of StateTable, by each act's own time.

A fixed window would let twice the limit pass around its end. So the acts of the window are kept one by one, with who
did each, and a new one is written only over the very list that it was judged by: of fifty at once each looks at what
the one before it wrote. What is over the limit writes nothing.
"""

from datetime import datetime

from guildhall.clock import Clock
from guildhall.errors import StoreThrottled
from guildhall.store.conditions import Absent, Condition, Equals, Item, Value
from guildhall.store.table import EXPIRES_AT, Change, ConditionFailed, Key, Table

KEPT_AFTER_WINDOW_S = 300
_ATTEMPTS = 200
"""Each failure means that another act was written, of which there are only as many as the limit lets through."""


class BurstLog:
    """The acts of one name's window."""

    def __init__(self, table: Table, clock: Clock, key: Key) -> None:
        self._table, self._clock, self._key = table, clock, key

    def enter(self, by: str, *, window_s: int, limit: int) -> list[str] | None:
        """Write an act; see `Counters.burst`.

        Raises:
            StoreThrottled: Too many others wrote at once.
        """
        item = self._table.get(self._key)
        for _ in range(_ATTEMPTS):
            now = self._clock()
            acts = _recent(item, now, window_s)
            if len(acts) >= limit:
                return [str(act[1]) for act in acts]
            try:
                longer = [*acts, _act(now, by)]
                self._table.update_if(self._key, _moving(item, longer, now, window_s), _unmoved(item))
            except ConditionFailed as failed:
                item = failed.old
            else:
                return None
        raise StoreThrottled("Too many acts at once.", "Try again in a moment.", retry_after_s=1.0)


def _recent(item: Item | None, now: datetime, window_s: int) -> list[list[Value]]:
    acts = (item or {}).get("acts")
    since_ms = (now.timestamp() - window_s) * 1000
    listed = acts if isinstance(acts, list) else []
    return [act for act in listed if isinstance(act, list) and isinstance(act[0], int) and act[0] > since_ms]


def _act(now: datetime, by: str) -> list[Value]:
    return [int(now.timestamp() * 1000), by]


def _moving(item: Item | None, acts: list[list[Value]], now: datetime, window_s: int) -> Change:
    expiry = int(now.timestamp()) + window_s + KEPT_AFTER_WINDOW_S
    return Change(set={"acts": list(acts), "moved": _moved(item) + 1, EXPIRES_AT: expiry})


def _unmoved(item: Item | None) -> Condition:
    return Absent("pk") if item is None else Equals("moved", _moved(item))


def _moved(item: Item | None) -> int:
    moved = (item or {}).get("moved", 0)
    return moved if isinstance(moved, int) else 0
