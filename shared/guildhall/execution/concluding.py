"""How a question goes on and ends: told to the trail, on its card, and to an asker who hears of it nowhere else."""

from pydantic import JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.discord.budget import Budget
from guildhall.discord.routes import CREATE_MESSAGE, UPDATE_MESSAGE
from guildhall.errors import DiscordError, TooLarge
from guildhall.execution import card
from guildhall.execution.approvers import session_of
from guildhall.execution.asking import direct_channel
from guildhall.execution.machinery import CALL_BUDGET_S, Machinery
from guildhall.execution.outcome import Answer
from guildhall.execution.request import revive
from guildhall.identity import Door
from guildhall.observability import logger
from guildhall.operations.acts import AuditStatus
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus

_log = logger("approvals")
ENDED = frozenset({ConfirmationStatus.DONE, ConfirmationStatus.DENIED, ConfirmationStatus.EXPIRED})
_UNDONE = {ConfirmationStatus.DENIED: AuditStatus.REFUSED, ConfirmationStatus.EXPIRED: AuditStatus.EXPIRED}


def first_approval(machinery: Machinery, record: ConfirmationRecord) -> None:
    """Tell the trail who approved first of the two that it takes; again changes nothing.

    Raises:
        StoreError: The trail did not take it.
    """
    operation = revive(record.operation, record.arguments)
    session = session_of(machinery, record.asker, operation, record, record.audit_id)
    session.approver_id = record.approved_by[0]
    told = f"{record.risk}: approved by one of {record.needs_approvals}"
    machinery.trail.confirmation(session, AuditStatus.APPROVED, told)


def half_approved(machinery: Machinery, record: ConfirmationRecord) -> Answer:
    """Tell that another person has to approve it, too; the card stays open."""
    first_approval(machinery, record)
    edit_card(machinery, record, card.question(record))
    now = machinery.confirmations.get(record.confirmation_id)
    if now is not None and now.status in ENDED:
        # Whoever approved second was faster with the card than we were.
        edit_card(machinery, now, card.settled(now, card.verdict(now)))
    told = f"You approved it: {len(record.approved_by)} of {record.needs_approvals}. Nothing was done yet."
    return Answer(f"{told} Another person has to approve it, too.", settled=False)


def settle(machinery: Machinery, record: ConfirmationRecord, outcome: dict[str, JsonValue]) -> Answer:
    """Keep what an approved question came to, and show it."""
    try:
        machinery.confirmations.finish(record.confirmation_id, outcome)
    except TooLarge:
        outcome = {**outcome, "result": {"notice": "The result was too large to keep; read the target again."}}
        machinery.confirmations.finish(record.confirmation_id, outcome)
    checkpoint("confirmation.settled")
    done = record.model_copy(update={"status": ConfirmationStatus.DONE, "outcome": outcome})
    verdict = card.verdict(done)
    edit_card(machinery, record, card.settled(done, verdict))
    return Answer(verdict, settled=True)


def conclude(machinery: Machinery, record: ConfirmationRecord) -> None:
    """Tell trail and card how a question ended; doing it again changes nothing."""
    if record.status in _UNDONE:
        operation = revive(record.operation, record.arguments)
        session = session_of(machinery, record.asker, operation, record, record.audit_id)
        session.approver_id = record.decided_by
        machinery.trail.outcome(session, _UNDONE[record.status])
    edit_card(machinery, record, card.settled(record, card.verdict(record)))


def notify(machinery: Machinery, record: ConfirmationRecord) -> None:
    """Tell the asker in person that nobody answered, unless the card hung there; the agent's turn does it itself.

    Whoever dies before it is marked as told is followed by another delivery, which Discord recognises by its nonce.

    Raises:
        StoreError: That it was told could not be kept.
    """
    if record.asker.door is Door.AGENT or record.asker_told or machinery.clock() < record.expires_at:
        return
    key = f"expired:{record.confirmation_id}"
    discord = machinery.discord.within(Budget.of(CALL_BUDGET_S)).with_execution("", key)
    try:
        direct = direct_channel(discord, record.asker.user_id)
        if direct is not None and direct != record.card_channel_id:
            discord.call(CREATE_MESSAGE, {"channel_id": direct}, body=card.notice(record))
            checkpoint("confirmation.notified")
            machinery.confirmations.told(record.confirmation_id)
    except DiscordError as error:
        _log.info("an expiry was not told", extra={"confirmation_id": record.confirmation_id, "code": error.code})


def edit_card(machinery: Machinery, record: ConfirmationRecord, body: dict[str, JsonValue]) -> None:
    """Replace the card; if Discord does not take that, the next press mends it."""
    if record.card_channel_id is None or record.card_message_id is None:
        return
    path = {"channel_id": record.card_channel_id, "message_id": record.card_message_id}
    try:
        machinery.discord.call(UPDATE_MESSAGE, path, body=body)
    except DiscordError as error:
        _log.warning("card not updated", extra={"confirmation_id": record.confirmation_id, "code": error.code})
