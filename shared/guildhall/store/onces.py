"""StateTable's onces: of many who would say or settle the same thing, the first one does, for so long.

claim("chat#1#2#3", "turn 7", until)     -> "turn 7": it was the first, or it asks again: it may say it
claim("chat#1#2#3", "turn 8", until)     -> "turn 7": somebody else's

Unlike a counter's fixed window, the time begins with the first claim; unlike a lock, nobody gives it back.
"""

from datetime import datetime

from guildhall.clock import epoch_s
from guildhall.errors import StoreThrottled
from guildhall.store import keys
from guildhall.store.conditions import Absent
from guildhall.store.failures import RETRY_AFTER_S
from guildhall.store.table import ConditionFailed, Table


class OnceRepository:
    """`Onces` over StateTable."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, name: str, owner: str, until: datetime) -> str:
        """Take a name until a moment, unless it is taken.

        Returns:
            Whose it now is: the caller's own `owner`, or that of whoever was first.

        Raises:
            StoreThrottled: It was given up in between; it may be claimed again.
        """
        try:
            self._table.put_if(keys.once(name).item(owner=owner, expires_at=epoch_s(until)), Absent("pk"))
        except ConditionFailed as failed:
            if failed.old is None:
                raise StoreThrottled("A claim changed hands.", retry_after_s=RETRY_AFTER_S) from None
            return str(failed.old.get("owner", ""))
        return owner

    def owner(self, name: str) -> str | None:
        """Return whose a name is, None while it is nobody's."""
        item = self._table.get(keys.once(name))
        return None if item is None else str(item.get("owner", ""))
