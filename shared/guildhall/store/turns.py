"""StateTable's heads of turns: who holds a turn and how far it is, moved by conditional updates and by nothing else.

Owner, lease, status and who cancelled are attributes of their own, because conditions look at them; the rest is one
JSON text that only the holder writes:

    there is none                         -> begun, mine
    running, its lease ended              -> mine now: the attempt that held it died, or gave it back
    waiting or delayed                    -> mine by a resume; what began it has been done with
    running under a lease, or ended       -> not mine
"""

from datetime import datetime

from guildhall.clock import epoch_s
from guildhall.discord.ids import UserId
from guildhall.errors import StoreThrottled
from guildhall.store import keys
from guildhall.store.codec import from_text, micros, moment, to_text
from guildhall.store.conditions import Absent, AllOf, AnyOf, AtMost, Condition, Equals, Item, OneOf, Present, Value
from guildhall.store.failures import RETRY_AFTER_S
from guildhall.store.table import EXPIRES_AT, Change, ConditionFailed, Table
from guildhall.store.turn_records import ENDED, TurnRecord, TurnStatus

_RUNNING = Equals("status", TurnStatus.RUNNING.value)
_AWAY = OneOf("status", (TurnStatus.WAITING.value, TurnStatus.DELAYED.value))
_GOING = OneOf("status", tuple(status.value for status in TurnStatus if status not in ENDED))


class TurnRepository:
    """`Turns` over StateTable."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def begin(self, record: TurnRecord, now: datetime) -> TurnRecord:
        """Put the head if there is none, or take over one that is RUNNING and whose lease is over.

        Returns:
            The head as it now stands: the caller holds it if `owner` is its own. Its `attempts` count this one too.

        Raises:
            StoreThrottled: It went away in the meantime; it may be begun again.
        """
        change = Change(
            set={"owner": record.owner, "lease_us": micros(record.lease_until), "status": TurnStatus.RUNNING.value},
            default={"record": to_text(record), EXPIRES_AT: epoch_s(record.expires_at)},
            add={"attempts": 1},
        )
        try:
            item = self._table.update_if(keys.turn(record.turn_id), change, AnyOf(Absent("pk"), _left(now)))
        except ConditionFailed as failed:
            if failed.old is None:
                raise StoreThrottled("The turn changed hands.", retry_after_s=RETRY_AFTER_S) from None
            item = failed.old
        return _record(item)

    def resume(self, turn_id: str, owner: str, lease_until: datetime, now: datetime) -> TurnRecord | None:
        """Take a turn that is WAITING, DELAYED, or RUNNING with its lease over; RUNNING from then on.

        Returns:
            The head as it now stands (held if `owner` is the caller's); None when there is none.
        """
        change = Change(
            set={"owner": owner, "lease_us": micros(lease_until), "status": TurnStatus.RUNNING.value},
            add={"attempts": 1},
        )
        return self._moved(turn_id, change, AnyOf(_AWAY, _left(now)))

    def renew(self, turn_id: str, owner: str, lease_until: datetime) -> bool:
        """Hold it for longer; return False when it is not that owner's any more."""
        held = AllOf(Equals("owner", owner), _RUNNING)
        return self._update(turn_id, Change(set={"lease_us": micros(lease_until)}), held)

    def save(self, record: TurnRecord) -> bool:
        """Store the head if it is still `record.owner`'s, all but `cancelled_by`; say whether."""
        saved: dict[str, Value] = {
            "record": to_text(record),
            "lease_us": micros(record.lease_until),
            "status": record.status.value,
            "attempts": record.attempts,
            EXPIRES_AT: epoch_s(record.expires_at),
        }
        return self._update(record.turn_id, Change(set=saved), Equals("owner", record.owner))

    def get(self, turn_id: str) -> TurnRecord | None:
        """Return the head, or None."""
        item = self._table.get(keys.turn(turn_id))
        return None if item is None else _record(item)

    def cancel(self, turn_id: str, by: UserId) -> TurnRecord | None:
        """Set `cancelled_by` unless it is set or the turn has ended; return the head as it stands, None if none."""
        return self._moved(turn_id, Change(set={"cancelled_by": str(by)}), AllOf(Absent("cancelled_by"), _GOING))

    def _moved(self, turn_id: str, change: Change, condition: Condition) -> TurnRecord | None:
        """Change it where the condition holds; return it as it stands then."""
        try:
            item: Item | None = self._table.update_if(keys.turn(turn_id), change, condition)
        except ConditionFailed as failed:
            item = failed.old
        return None if item is None else _record(item)

    def _update(self, turn_id: str, change: Change, condition: Condition) -> bool:
        try:
            self._table.update_if(keys.turn(turn_id), change, AllOf(Present("pk"), condition))
        except ConditionFailed:
            return False
        return True


def _left(now: datetime) -> Condition:
    """The attempt that held it has died, or has given it back."""
    return AllOf(_RUNNING, AtMost("lease_us", micros(now)))


def _record(item: Item) -> TurnRecord:
    return from_text(
        TurnRecord,
        item.get("record"),
        owner=item.get("owner"),
        lease_until=moment(item.get("lease_us")),
        status=item.get("status"),
        cancelled_by=item.get("cancelled_by"),
        attempts=item.get("attempts"),
    )
