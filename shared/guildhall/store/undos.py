"""HistoryTable: what it takes to undo an executed call, until it expires or is erased."""

from guildhall.clock import Clock, epoch_s, utc_now
from guildhall.discord.ids import GuildId
from guildhall.store import keys
from guildhall.store.codec import from_text, to_text
from guildhall.store.records import UndoRecord
from guildhall.store.table import Table


class UndoRepository:
    """`Undos` over HistoryTable."""

    def __init__(self, table: Table, clock: Clock = utc_now) -> None:
        self._table = table
        self._clock = clock

    def put(self, record: UndoRecord) -> None:
        """Keep what it takes to undo a call, until it expires.

        Raises:
            TooLarge: It takes more than 350 KB.
        """
        key = keys.undo(record.guild_id, record.audit_id)
        self._table.put_if(key.item(record=to_text(record), expires_at=epoch_s(record.expires_at)))

    def get(self, guild_id: GuildId, audit_id: str) -> UndoRecord | None:
        """Return what it takes to undo a call; None when there is nothing, or no longer."""
        item = self._table.get(keys.undo(guild_id, audit_id))
        if item is None:
            return None
        record = from_text(UndoRecord, item.get("record"))
        return record if record.expires_at > self._clock() else None
