"""The few primitives that repositories need of a table.

A table holds items: string attributes `pk` and `sk` are the key, the rest is data. Every write can carry a condition on
the item as it stands, checked and applied as one step; that, and nothing else, is how two processes agree on anything:

    table.put_if(item, Absent("pk"))                        only the first one creates it
    table.update_if(key, Change(set={"status": "approved"}), Equals("status", "pending"))
                                                            of fifty presses one wins, the others get `ConditionFailed`

An item whose `expires_at` (epoch seconds) has passed *does not exist*: no read returns it, conditions see it as absent
and writes start from nothing, however long the database takes to remove it (DynamoDB takes up to a few days).

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, Protocol

from guildhall.store.conditions import Condition, Item, Value

EXPIRES_AT = "expires_at"
MAX_WRITES_IN_TRANSACTION = 100
"""Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html"""


class Key(NamedTuple):
    """An item's key."""

    pk: str
    sk: str

    def item(self, **attributes: Value) -> Item:
        """Return an item of this key with these attributes."""
        return {"pk": self.pk, "sk": self.sk, **attributes}


class ConditionFailed(Exception):
    """The condition did not hold, so nothing was written. A repository turns it into its answer; no surface sees it.

    Attributes:
        old: The item that stands in the way, None when there is none.
        index: Which write of a transaction failed first.
    """

    def __init__(self, old: Item | None, index: int = 0) -> None:
        super().__init__("the condition did not hold")
        self.old = old
        self.index = index


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an update does to the item; an item that is not there is created with it.

    Attributes:
        set: Attributes that get a value.
        default: Attributes that get a value only where they have none.
        add: Numbers that grow; a missing one counts as 0.
    """

    set: Mapping[str, Value] = field(default_factory=dict)
    default: Mapping[str, Value] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an empty change, one that names an attribute twice, and one of the key."""
        names = list(chain(self.set, self.default, self.add))
        if not names or len(set(names)) < len(names) or {"pk", "sk"} & set(names):
            raise ValueError("a change names at least one attribute, each once, and none of the key")


@dataclass(frozen=True, slots=True)
class Put:
    """A transaction's part: write the whole item."""

    item: Item
    condition: Condition | None = None

    @property
    def key(self) -> Key:
        """The key of the item written."""
        return key_of(self.item)


@dataclass(frozen=True, slots=True)
class Update:
    """A transaction's part: change the item, or create it."""

    key: Key
    change: Change
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """A transaction's part: remove the item."""

    key: Key
    condition: Condition | None = None


type Write = Put | Update | Delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which items of one partition to read, in the order of their sort keys.

    Attributes:
        prefix: Only sort keys that begin so.
        after: Start behind this sort key (whether there is such an item or not), in the direction of reading.
        newest_first: Read from the greatest sort key down.
        limit: How many live items at most.
        consistent: Whether a write that was acknowledged before is surely seen; an inconsistent read costs half.
    """

    pk: str
    prefix: str = ""
    after: str | None = None
    newest_first: bool = False
    limit: int = 100
    consistent: bool = True

    def __post_init__(self) -> None:
        """Refuse a page of nothing."""
        if self.limit < 1:
            raise ValueError("a page holds at least one item")

    @property
    def starts_before_range(self) -> bool:
        """Whether `after` lies before everything that the prefix admits, so that it bounds nothing."""
        if self.after is None or self.after.startswith(self.prefix):
            return False
        return (self.after > self.prefix) is self.newest_first

    @property
    def starts_behind_range(self) -> bool:
        """Whether `after` lies behind everything that the prefix admits, so that nothing is left."""
        if self.after is None or self.after.startswith(self.prefix):
            return False
        return (self.after > self.prefix) is not self.newest_first


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a query.

    Attributes:
        after: What the next query passes as `after`; None when nothing is left.
    """

    items: list[Item]
    after: str | None


class Table(Protocol):
    """A table. Every method may raise `StoreUnavailable`, `StoreThrottled`, `StoreError` and `ConfigurationError`.

    Writes also raise `TooLarge` for an item beyond 400 KB, `InvalidArguments` for a text that is no Unicode, and
    `TypeError` for a value that no attribute holds.
    """

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """Return the item, or None."""
        ...

    def put_if(self, item: Item, condition: Condition | None = None) -> None:
        """Write the whole item in place of what is there.

        Raises:
            ConditionFailed: The condition does not hold for what is there.
        """
        ...

    def update_if(self, key: Key, change: Change, condition: Condition | None = None) -> Item:
        """Change the item, creating it if it is not there, and return it as it then is.

        Raises:
            ConditionFailed: The condition does not hold for what is there.
        """
        ...

    def delete_if(self, key: Key, condition: Condition | None = None) -> Item | None:
        """Remove the item and return what it was, None when it was not there.

        Raises:
            ConditionFailed: The condition does not hold for what is there.
        """
        ...

    def query(self, query: Query) -> Page:
        """Return items of one partition in the order of their sort keys (as UTF-8 bytes)."""
        ...

    def transact(self, writes: Sequence[Write]) -> None:
        """Do 1 to 100 writes to different items, all of them or none.

        Raises:
            ConditionFailed: Of the first write whose condition does not hold; nothing was written.
        """
        ...


def key_of(item: Item) -> Key:
    """Return an item's key.

    Raises:
        ValueError: `pk` or `sk` is missing, empty or no string.
    """
    pk, sk = item.get("pk"), item.get("sk")
    if not isinstance(pk, str) or not isinstance(sk, str) or not pk or not sk:
        raise ValueError("an item has a pk and an sk, both strings that are not empty")
    return Key(pk, sk)


def expired(item: Item | None, now_s: float) -> bool:
    """Return whether an item's time has passed, whatever the database still holds."""
    until = (item or {}).get(EXPIRES_AT)
    return isinstance(until, int) and until <= now_s


def check_transaction(writes: Sequence[Write]) -> None:
    """Refuse what DynamoDB refuses of a transaction.

    Raises:
        ValueError: It has no writes, more than 100, or two of the same item.
    """
    if not 1 <= len(writes) <= MAX_WRITES_IN_TRANSACTION or len({write.key for write in writes}) < len(writes):
        raise ValueError("a transaction has 1 to 100 writes, each of another item")
