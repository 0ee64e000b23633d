"""A table in memory, for tests: `Table`'s semantics without a socket, one step at a time, safe between threads.

It is written apart from the DynamoDB adapter and passes the same conformance suite.
"""

import threading
from collections.abc import Callable, Sequence
from copy import deepcopy

from guildhall.clock import Clock, utc_now
from guildhall.store.conditions import Condition, Item, holds
from guildhall.store.table import (
    Change,
    ConditionFailed,
    Delete,
    Key,
    Page,
    Put,
    Query,
    Update,
    Write,
    check_transaction,
    expired,
    key_of,
)
from guildhall.store.values import check_change, check_item


class MemoryTable:
    """A `Table` in memory.

    Attributes:
        before_write: Called before every write, outside the lock: a test's place to fail it or to come in between.
        reads: How many reads were made; likewise `writes`.
    """

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._items: dict[Key, Item] = {}
        self._lock = threading.RLock()
        self.before_write: Callable[[Sequence[Write]], None] = lambda _: None
        self.reads = 0
        self.writes = 0

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """Return a copy of the item, or None."""
        with self._lock:
            self.reads += 1
            return deepcopy(self._alive(key))

    def put_if(self, item: Item, condition: Condition | None = None) -> None:
        """Write the whole item."""
        self._write([Put(item, condition)])

    def update_if(self, key: Key, change: Change, condition: Condition | None = None) -> Item:
        """Change the item or create it."""
        return self._write([Update(key, change, condition)])[1] or {}

    def delete_if(self, key: Key, condition: Condition | None = None) -> Item | None:
        """Remove the item and return what it was."""
        return self._write([Delete(key, condition)])[0]

    def query(self, query: Query) -> Page:
        """Return items of one partition in the order of their sort keys."""
        with self._lock:
            self.reads += 1
            mine = sorted(key for key in self._items if key.pk == query.pk and key.sk.startswith(query.prefix))
            items = [item for key in mine if (item := self._alive(key)) is not None]
        if query.newest_first:
            items.reverse()
        left = [item for item in items if query.after is None or _is_behind(str(item["sk"]), query.after, query)]
        page = deepcopy(left[: query.limit])
        return Page(page, str(page[-1]["sk"]) if len(left) > query.limit else None)

    def transact(self, writes: Sequence[Write]) -> None:
        """Do all the writes or none."""
        check_transaction(writes)
        self._write(writes)

    def items(self) -> list[Item]:
        """Return copies of all live items, for a test to look at."""
        with self._lock:
            return [deepcopy(item) for key in sorted(self._items) if (item := self._alive(key)) is not None]

    def _alive(self, key: Key) -> Item | None:
        item = self._items.get(key)
        return None if expired(item, self._clock().timestamp()) else item

    def _write(self, writes: Sequence[Write]) -> tuple[Item | None, Item | None]:
        """Do the writes; return the first one's item before and after."""
        for write in writes:
            _check(write)
        self.before_write(writes)
        with self._lock:
            before = [deepcopy(self._alive(write.key)) for write in writes]
            for index, (write, old) in enumerate(zip(writes, before, strict=True)):
                if not holds(write.condition, old):
                    raise ConditionFailed(old, index)
            after = [_applied(write, old) for write, old in zip(writes, before, strict=True)]
            for write, new in zip(writes, after, strict=True):
                self._items.pop(write.key, None)
                if new is not None:
                    self._items[write.key] = new
            self.writes += len(writes)
            return before[0], deepcopy(after[0])


def _check(write: Write) -> None:
    match write:
        case Put(item):
            check_item(item)
        case Update(_, change):
            check_change(change)
        case Delete(key):
            key_of(key.item())


def _applied(write: Write, old: Item | None) -> Item | None:
    match write:
        case Put(item):
            return deepcopy(item)
        case Delete():
            return None
        case Update(key, change):
            new: Item = {**write.key.item(), **(old or {}), **deepcopy(dict(change.set))}
            new = {**deepcopy(dict(change.default)), **new}
            for attribute, number in change.add.items():
                total = new.get(attribute, 0)
                assert type(total) is int, f"{attribute} of {key} is no number to add to"
                new[attribute] = total + number
            check_item(new)
            return new


def _is_behind(sk: str, after: str, query: Query) -> bool:
    return sk < after if query.newest_first else sk > after
