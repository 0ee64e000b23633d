"""HistoryTable: what a person's requests returned, until it expires or is erased."""

from datetime import datetime

from pydantic import JsonValue

from guildhall.clock import epoch_s
from guildhall.discord.ids import UserId
from guildhall.store import keys
from guildhall.store.codec import json_from_text, json_to_text
from guildhall.store.table import Table


class HistoryRepository:
    """`Results` over HistoryTable. The person is part of the key: nobody reads what another one asked for."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, user_id: UserId, result_id: str, result: dict[str, JsonValue], expires_at: datetime) -> None:
        """Keep a result.

        Raises:
            TooLarge: The result takes more than 350 KB as JSON; keep a shorter one that says so.
        """
        key = keys.result(user_id, result_id)
        self._table.put_if(key.item(result=json_to_text(result), expires_at=epoch_s(expires_at)))

    def get(self, user_id: UserId, result_id: str) -> dict[str, JsonValue] | None:
        """Return the result of that person's request, or None."""
        item = self._table.get(keys.result(user_id, result_id))
        return None if item is None else json_from_text(item.get("result"))
