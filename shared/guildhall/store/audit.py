"""AuditTable: the platform's own trail. Nothing here changes or removes a record; the role has no right to.

What a record says of its own end is an attribute too, `expires_at`: then DynamoDB removes it, and nobody else can.

A guild's records lie in one partition per month, sorted by audit id, which sorts by time. The month is the *id's*,
so an outcome written after midnight lies beside its intent, and one id is enough to find both. Before the first record
of a month a marker goes into the guild's list of months: reading walks the list, so that quiet months cost nothing.
"""

from collections.abc import Iterator

from guildhall.clock import epoch_s
from guildhall.discord.ids import GuildId
from guildhall.errors import InvalidArguments
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.store import keys
from guildhall.store.codec import from_text, to_text
from guildhall.store.conditions import Absent, Item
from guildhall.store.records import AuditRecord
from guildhall.store.table import EXPIRES_AT, ConditionFailed, Key, Query, Table

_PARTS = {
    AuditKind.PREVIEW: "0-preview",
    AuditKind.INTENT: "1-intent",
    AuditKind.OUTCOME: "3-outcome",
    AuditKind.DENIAL: "4-denial",
}
_MOST_PARTS = 16
"""More than one audit id can have: one of each kind, and one for each status of a confirmation."""

_PAGE_OF_MONTHS = 24
_MOST_REMEMBERED_MONTHS = 10_000


class AuditRepository:
    """`AuditLog` over AuditTable."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._marked: set[tuple[GuildId, str]] = set()

    def put(self, record: AuditRecord) -> bool:
        """Append a record; return False when one of that audit id and kind is there already (it is left as it was).

        What became of a confirmation (requested, approved, …) is one record for each status.

        Raises:
            InvalidArguments: The audit id is none of `clock.new_id`'s.
            TooLarge: The record is beyond 400 KB; redacted arguments are far below.
        """
        month = keys.month_of(record.audit_id)
        if record.guild_id is not None:
            self._mark(record.guild_id, month)
        key = Key(keys.audit_month(record.guild_id, month), keys.audit_prefix(record.audit_id) + _part(record))
        until = {} if record.expires_at is None else {EXPIRES_AT: epoch_s(record.expires_at)}
        return self._put_if_absent(key.item(record=to_text(record), **until))

    def records(self, guild_id: GuildId | None, audit_id: str) -> list[AuditRecord]:
        """Return the records of one audit id, intent first; none for what is no audit id."""
        try:
            month = keys.month_of(audit_id)
        except InvalidArguments:
            return []
        one = Query(pk=keys.audit_month(guild_id, month), prefix=keys.audit_prefix(audit_id), limit=_MOST_PARTS)
        return [_record(item) for item in self._table.query(one).items]

    def page(self, guild_id: GuildId, *, before: str | None, limit: int) -> list[AuditRecord]:
        """Return a guild's records, newest first, with audit ids below `before`.

        The last id's records are never torn apart, so a page may hold a few more than `limit`; the next page's `before`
        is the last record's audit id.

        Raises:
            InvalidArguments: `before` is no audit id.
        """
        found = list[Item]()
        for month in self._months(guild_id, before):
            pk, wanted = keys.audit_month(guild_id, month), limit - len(found) + _MOST_PARTS
            found += self._table.query(Query(pk=pk, after=before, newest_first=True, limit=wanted)).items
            if len(found) >= limit:
                break
        return [_record(item) for item in _cut(found, limit)]

    def _months(self, guild_id: GuildId, before: str | None) -> Iterator[str]:
        after = keys.behind_month(keys.month_of(before)) if before else None
        while True:
            page = self._table.query(
                Query(pk=keys.guild(guild_id), after=after, newest_first=True, limit=_PAGE_OF_MONTHS)
            )
            yield from (str(item["sk"]) for item in page.items)
            if page.after is None:
                return
            after = page.after

    def _mark(self, guild_id: GuildId, month: str) -> None:
        if (guild_id, month) in self._marked:
            return
        self._put_if_absent(keys.audit_month_marker(guild_id, month).item())
        if len(self._marked) >= _MOST_REMEMBERED_MONTHS:
            self._marked.clear()
        self._marked.add((guild_id, month))

    def _put_if_absent(self, item: Item) -> bool:
        try:
            self._table.put_if(item, Absent("pk"))
        except ConditionFailed:
            return False
        return True


def _part(record: AuditRecord) -> str:
    if record.kind is AuditKind.CONFIRMATION:
        return f"2-confirmation-{int(record.status is not AuditStatus.REQUESTED)}-{record.status}"
    return _PARTS[record.kind]


def _record(item: Item) -> AuditRecord:
    return from_text(AuditRecord, item.get("record"))


def _cut(items: list[Item], limit: int) -> list[Item]:
    end = limit
    while end < len(items) and keys.audit_id_of(items[end]) == keys.audit_id_of(items[end - 1]):
        end += 1
    return items[:end]
