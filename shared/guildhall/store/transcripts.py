"""HistoryTable's transcripts of turns: what was asked, and each round, written once and never changed.

Two attempts of a turn may both reach a place; what the first one put there stands, and both go on with it.
"""

from datetime import datetime

from guildhall.clock import epoch_s
from guildhall.errors import StoreThrottled
from guildhall.store import keys
from guildhall.store.codec import check_document, json_from_text, json_to_text
from guildhall.store.conditions import Absent
from guildhall.store.failures import RETRY_AFTER_S
from guildhall.store.table import ConditionFailed, Query, Table
from guildhall.store.turn_records import Message


class TranscriptRepository:
    """`Transcripts` over HistoryTable."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put_job(self, turn_id: str, text: str, expires_at: datetime) -> None:
        """Keep the job as it was queued, so that a resumed turn knows what it was asked.

        Raises:
            TooLarge: It takes more than 350 KB.
        """
        check_document(text, "What was asked", "Ask for less at a time.")
        self._table.put_if(keys.turn_job(turn_id).item(job=text, expires_at=epoch_s(expires_at)))

    def job(self, turn_id: str) -> str | None:
        """Return the job, or None."""
        item = self._table.get(keys.turn_job(turn_id))
        return None if item is None else str(item.get("job"))

    def append(self, turn_id: str, place: int, message: Message, expires_at: datetime) -> Message:
        """Keep the message at a place, from 0, unless there is one; return the one that stands there.

        Raises:
            TooLarge: It takes more than 350 KB.
            StoreThrottled: What stood there went away in the meantime; it may be appended again.
        """
        text = json_to_text(message)
        item = keys.turn_message(turn_id, place).item(message=text, expires_at=epoch_s(expires_at))
        try:
            self._table.put_if(item, Absent("pk"))
        except ConditionFailed as failed:
            if failed.old is None:
                raise StoreThrottled("The transcript changed.", retry_after_s=RETRY_AFTER_S) from None
            item = failed.old
        return json_from_text(item.get("message"))

    def read(self, turn_id: str) -> list[Message]:
        """Return the messages in order."""
        found: list[Message] = []
        after: str | None = None
        while True:
            page = self._table.query(Query(pk=keys.turn_messages(turn_id), prefix=keys.MESSAGE_PREFIX, after=after))
            found += [json_from_text(item.get("message")) for item in page.items]
            if page.after is None:
                return found
            after = page.after
