"""PolicyTable's automations, beside their guild's policy.

All of a guild lie under one prefix and are read by one query. A count of their changes lies with them: whoever changes
one names the count that it read, in the same transaction. So no two are called the same, and there are never more than
there may be, however many people draft at once.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guildhall.automations.shelf import Shelf
from guildhall.discord.ids import GuildId
from guildhall.store import keys
from guildhall.store.codec import from_text, to_text
from guildhall.store.conditions import Absent, Equals, Item
from guildhall.store.table import ConditionFailed, Delete, Put, Query, Table, Write

if TYPE_CHECKING:
    from guildhall.automations.model import Automation

_PAGE = 100
"""More than a guild may have."""


class AutomationRepository:
    """`Automations` over PolicyTable."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def shelf(self, guild_id: GuildId) -> Shelf:
        """Return a guild's automations."""
        from guildhall.automations.model import Automation  # few calls are about them, and every door has this

        page = self._table.query(Query(pk=keys.guild(guild_id), prefix=keys.AUTOMATIONS, limit=_PAGE))
        counts = [item.get("changes") for item in page.items if item["sk"] == keys.AUTOMATIONS]
        kept = [from_text(Automation, item.get("record")) for item in page.items if item["sk"] != keys.AUTOMATIONS]
        by_name = sorted(kept, key=lambda each: (each.name.casefold(), int(each.automation_id)))
        return Shelf(guild_id, int(str(counts[0])) if counts else 0, tuple(by_name))

    def put(self, shelf: Shelf, automation: "Automation") -> bool:
        """Keep a new automation, or the next version of one of the shelf; return whether the shelf was still so."""
        key = keys.automation(automation.guild_id, automation.automation_id)
        first = automation.version == 1
        condition = Absent("pk") if first else Equals("version", automation.version - 1)
        return self._done(shelf, Put(key.item(record=to_text(automation), version=automation.version), condition))

    def remove(self, shelf: Shelf, automation: "Automation") -> bool:
        """Delete one of the shelf; return whether the shelf was still so."""
        key = keys.automation(automation.guild_id, automation.automation_id)
        return self._done(shelf, Delete(key, Equals("version", automation.version)))

    def _done(self, shelf: Shelf, write: Write) -> bool:
        writes: Sequence[Write] = (write, _counted(shelf))
        try:
            self._table.transact(writes)
        except ConditionFailed:
            return False
        return True


def _counted(shelf: Shelf) -> Put:
    """Return the write that counts a change, if nobody counted one since the shelf was read."""
    item: Item = keys.automations(shelf.guild_id).item(changes=shelf.changes + 1)
    return Put(item, Equals("changes", shelf.changes) if shelf.changes else Absent("pk"))
