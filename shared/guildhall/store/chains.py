"""AuditTable as the sealer and whoever checks its work see it: segments by number, records as the texts that they are.

No pydantic here: the sealer never reads what a record says, only that it is the same one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Self

from guildhall.discord.ids import GuildId
from guildhall.store import keys
from guildhall.store.conditions import Absent, Item
from guildhall.store.segments import Entry, Sealed, digest_of
from guildhall.store.table import EXPIRES_AT, ConditionFailed, Query, Table

_PAGE_OF_SEGMENTS = 20
_PAGE_OF_RECORDS = 500
RECORD = "record"


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record of the trail as it lies in the table.

    Attributes:
        key: Its sort key, `<audit id>#<part>`.
    """

    key: str
    text: str
    expires_at: int | None

    @classmethod
    def of(cls, item: Item) -> Self | None:
        """Return the record of an item; None for what is none, such as a segment or a marker."""
        text, expires_at = item.get(RECORD), item.get(EXPIRES_AT)
        if not isinstance(text, str):
            return None
        return cls(str(item["sk"]), text, expires_at if isinstance(expires_at, int) else None)

    def entry(self, written_at: int) -> Entry:
        """Return what a segment keeps of it."""
        return Entry(self.key, digest_of(self.text), self.expires_at, written_at)


class ChainRepository:
    """The sealed segments over AuditTable, and the records below them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def append(self, guild_id: GuildId | None, sealed: Sealed) -> bool:
        """Store a segment under its number; return False when another one has it already.

        The number is the lock: of two sealers that append to the same head one wins, the other reads anew.
        """
        try:
            item = keys.segment(guild_id, sealed.number).item(**sealed.attributes())
            self._table.put_if(item, Absent("pk"))
        except ConditionFailed:
            return False
        return True

    def get(self, guild_id: GuildId | None, number: int) -> Sealed | None:
        """Return a segment, or None."""
        item = self._table.get(keys.segment(guild_id, number))
        return Sealed.of(item) if item else None

    def head(self, guild_id: GuildId | None) -> Sealed | None:
        """Return the newest segment; None when nothing was sealed yet."""
        page = self._table.query(Query(pk=keys.chain(guild_id), newest_first=True, limit=1))
        return Sealed.of(page.items[0]) if page.items else None

    def segments(self, guild_id: GuildId | None, after: int = 0) -> Iterator[Sealed]:
        """Yield the segments behind a number, oldest first, some at a time."""
        behind = keys.segment(guild_id, after).sk if after else None
        return map(Sealed.of, self._items(keys.chain(guild_id), behind, _PAGE_OF_SEGMENTS))

    def months(self, guild_id: GuildId) -> list[str]:
        """Return the months of which the guild's list says that there are records, oldest first."""
        return [str(item["sk"]) for item in self._items(keys.guild(guild_id), None, _PAGE_OF_RECORDS)]

    def records(self, guild_id: GuildId | None, month: str) -> Iterator[StoredRecord]:
        """Yield a month's records, oldest id first, some at a time; what has expired is not there."""
        items = self._items(keys.audit_month(guild_id, month), None, _PAGE_OF_RECORDS)
        return (record for item in items if (record := StoredRecord.of(item)))

    def since(self, guild_id: GuildId | None, moment: datetime) -> Iterator[Sealed]:
        """Yield the newest segments, newest first, as long as they were sealed at a moment or later."""

        def is_late(sealed: Sealed) -> bool:
            read = sealed.segment()
            return read is None or read.sealed_at >= moment

        newest = self._items(keys.chain(guild_id), None, _PAGE_OF_SEGMENTS, newest_first=True)
        return takewhile(is_late, map(Sealed.of, newest))

    def _items(self, pk: str, after: str | None, limit: int, *, newest_first: bool = False) -> Iterator[Item]:
        while True:
            page = self._table.query(Query(pk=pk, after=after, newest_first=newest_first, limit=limit))
            yield from page.items
            if page.after is None:
                return
            after = page.after
