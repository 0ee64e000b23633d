"""StateTable's confirmations: a state machine, moved by conditional updates and by nothing else.

The question never changes once it is asked, so it is kept as one JSON text; what moves (status, card, decision,
outcome) are attributes beside it. Two approvers who press at the same moment both ask DynamoDB to set `approved` where
it is `pending`; one update happens, the other one finds `approved` and gets None. A press after the deadline finds
`deadline_us` in the past. Where it takes two, `approvals` counts them: an approval is added to the count that was read.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import JsonValue

from guildhall.clock import epoch_s
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.errors import ConfirmationInvalid
from guildhall.store import keys
from guildhall.store.codec import (
    check_document,
    from_text,
    json_from_text,
    json_to_text,
    micros,
    moment,
    to_text,
)
from guildhall.store.conditions import Absent, AllOf, AtLeast, Condition, Equals, Item, OneOf, Present, Value
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus
from guildhall.store.table import Change, ConditionFailed, Query, Table

KEPT_AFTER_EXPIRY = timedelta(days=1)
_DECISIONS = frozenset({ConfirmationStatus.APPROVED, ConfirmationStatus.DENIED})
_FINISHABLE = ConfirmationStatus.EXECUTING, ConfirmationStatus.APPROVED

_PLAIN = (
    "approved_by",
    "needs_approvals",
    "status",
    "card_channel_id",
    "card_message_id",
    "decided_by",
    "note",
    "asker_told",
)


class ConfirmationRepository:
    """`Confirmations` over StateTable."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def create(self, record: ConfirmationRecord) -> None:
        """Store a new pending confirmation.

        Raises:
            TooLarge: Arguments and preview take more than 350 KB; nothing is asked then.
            ConfirmationInvalid: There is one of that id already.
            ValueError: The record is not pending.
        """
        if record.status is not ConfirmationStatus.PENDING or record.outcome is not None:
            raise ValueError("a confirmation begins as pending")
        text = to_text(record)
        check_document(text, "What is to be confirmed", "Split it into smaller requests.")
        item = keys.confirmation(record.confirmation_id).item(
            record=text,
            status=record.status.value,
            deadline_us=micros(record.expires_at),
            expires_at=epoch_s(record.expires_at + KEPT_AFTER_EXPIRY),
        )
        # Listed first: one that is listed and not there is nothing, one that is there and not listed would be hidden.
        listed = keys.listed_question(record.guild_id, record.confirmation_id)
        self._table.put_if(listed.item(confirmation_id=record.confirmation_id, expires_at=epoch_s(record.expires_at)))
        try:
            self._table.put_if(item, Absent("pk"))
        except ConditionFailed:
            raise ConfirmationInvalid("This has been asked already.", "Look at the card that was posted.") from None

    def get(self, confirmation_id: str) -> ConfirmationRecord | None:
        """Return the confirmation, or None; kept for a day after its expiry."""
        item = self._table.get(keys.confirmation(confirmation_id))
        return None if item is None else _record(item)

    def pending(self, guild_id: GuildId) -> list[ConfirmationRecord]:
        """Return the guild's pending questions, newest first, of at most the last 100 that were asked."""
        listed = self._table.query(Query(pk=keys.questions(guild_id), newest_first=True)).items
        found = [self.get(str(item["confirmation_id"])) for item in listed]
        return [record for record in found if record and record.status is ConfirmationStatus.PENDING]

    def carded(self, confirmation_id: str, channel_id: ChannelId, message_id: MessageId) -> None:
        """Remember where the card was posted; one that is gone has no card to remember."""
        card: dict[str, Value] = {"card_channel_id": str(channel_id), "card_message_id": str(message_id)}
        self._update(confirmation_id, card, Present("pk"))

    def noted(self, confirmation_id: str, note: str) -> None:
        """Remember why it was denied; one that is gone needs no reason."""
        self._update(confirmation_id, {"note": note}, Present("pk"))

    def told(self, confirmation_id: str) -> None:
        """Remember that its asker heard in person that nobody answered; one that is gone is not told again."""
        self._update(confirmation_id, {"asker_told": True}, Present("pk"))

    def move(
        self,
        confirmation_id: str,
        source: Sequence[ConfirmationStatus],
        target: ConfirmationStatus,
        *,
        by: UserId | None = None,
        at: datetime,
    ) -> ConfirmationRecord | None:
        """Move from one of the source states to the target, atomically; None when it is in none of them.

        A move to APPROVED or DENIED also fails when `at` is past `expires_at`, and sets `decided_by` and `decided_at`.
        """
        moved: dict[str, Value] = {"status": target.value}
        condition: Condition = OneOf("status", tuple(state.value for state in source))
        if target in _DECISIONS:
            moved |= {"decided_by": by and str(by), "decided_at_us": micros(at)}
            condition = AllOf(condition, AtLeast("deadline_us", micros(at)))
        return self._update(confirmation_id, moved, condition)

    def approve(self, record: ConfirmationRecord, *, needs: int, by: UserId, at: datetime) -> ConfirmationRecord | None:
        """Add somebody's approval to a pending question, atomically; with the last one that it needs it is APPROVED.

        Args:
            record: The question as it was read: of two approvals on the same reading one counts.
            needs: How many different people have to approve it.
            by: Who approves.
            at: When.

        Returns:
            The question as it then is; None when it is not as it was read, `at` is past `expires_at`, or they approved
            it before.
        """
        if by in record.approved_by:
            return None
        given: list[Value] = [*map(str, record.approved_by), str(by)]
        changed: dict[str, Value] = {"approved_by": given, "approvals": len(given), "needs_approvals": needs}
        if len(given) >= needs:
            status = ConfirmationStatus.APPROVED.value
            changed |= {"status": status, "decided_by": str(by), "decided_at_us": micros(at)}
        seen = Equals("approvals", len(given) - 1) if record.approved_by else Absent("approvals")
        pending = Equals("status", ConfirmationStatus.PENDING.value)
        return self._update(record.confirmation_id, changed, AllOf(pending, AtLeast("deadline_us", micros(at)), seen))

    def finish(self, confirmation_id: str, outcome: dict[str, JsonValue]) -> None:
        """Move EXECUTING or APPROVED to DONE with the outcome; a finished one is left as it is.

        Raises:
            TooLarge: With the outcome it would be beyond 400 KB; finish with a shorter outcome that says so.
        """
        done: dict[str, Value] = {"outcome": json_to_text(outcome), "status": ConfirmationStatus.DONE.value}
        self._update(confirmation_id, done, OneOf("status", tuple(state.value for state in _FINISHABLE)))

    def _update(
        self, confirmation_id: str, changed: dict[str, Value], condition: Condition
    ) -> ConfirmationRecord | None:
        try:
            item = self._table.update_if(keys.confirmation(confirmation_id), Change(set=changed), condition)
        except ConditionFailed:
            return None
        return _record(item)


def _record(item: Item) -> ConfirmationRecord:
    changed: dict[str, object] = {name: item[name] for name in _PLAIN if name in item}
    if "decided_at_us" in item:
        changed["decided_at"] = moment(item["decided_at_us"])
    if "outcome" in item:
        changed["outcome"] = json_from_text(item["outcome"])
    return from_text(ConfirmationRecord, item.get("record"), **changed)
