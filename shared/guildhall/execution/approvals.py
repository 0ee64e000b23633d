"""A press on a card: who may answer, what the answer sets in motion, and what the card says afterwards.

    pending ──approve──► approved ──► executing ──► done
       ├─────deny──────► denied
       └─────late──────► expired

Seeing the card proves nothing: whoever presses goes through the same steps as a caller, for the target and not for the
channel in which the card hangs. The press moves the question by one conditional update, so of fifty presses one wins.
Then the call is made for the *asker*, whose credential and rights are looked at again, on the very payload that was
shown, if the target still is what was shown. A press that finds an approved but stuck question takes it up again; the
claim decides whether anything may still be done. An answer that was cut off before trail and card said so is completed
by the next press; presses that were under way together with it change nothing.
"""

import hmac
from datetime import datetime

from pydantic import JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.discord.ids import UserId
from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.errors import (
    ConfirmationInvalid,
    Denied,
    DiscordError,
    GuildhallError,
    InProgress,
    StoreError,
    TooLarge,
)
from guildhall.execution import card, claims
from guildhall.execution.claims import Held
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Answer, Completed, Outcome, told
from guildhall.execution.performing import end_badly, perform, recall, tried
from guildhall.execution.plan import refuse_drift
from guildhall.execution.request import payload_digest, revive
from guildhall.execution.revocation import refuse_revoked
from guildhall.execution.session import Session
from guildhall.identity import Door, Principal
from guildhall.observability import logger
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.preview import Preview
from guildhall.policy.client import admit
from guildhall.store.records import AuditStatus, ConfirmationRecord, ConfirmationStatus

_log = logger("approvals")
_OPEN = (ConfirmationStatus.PENDING,)
_LIVE = frozenset({ConfirmationStatus.PENDING, ConfirmationStatus.APPROVED, ConfirmationStatus.EXECUTING})
_NOTE_CHARACTERS = 500
_WITHDRAWN = "taken back before anybody answered"
_UNDER_WAY = frozenset({ConfirmationStatus.APPROVED, ConfirmationStatus.EXECUTING})


class Approvals:
    """Answers presses over one process's machinery."""

    def __init__(self, machinery: Machinery) -> None:
        self._machinery = machinery

    def press(self, confirmation_id: str, verb: str, approver: Principal, note: str | None = None) -> Answer:
        """Answer a press.

        Args:
            confirmation_id: Whose card.
            verb: `approve`, `deny` or `details`.
            approver: Who pressed, from the signed interaction.
            note: Why it is denied, in the approver's words.

        Raises:
            ConfirmationInvalid: There is no such question, the verb is none of these, or no human pressed.
            Denied: The presser may not answer it; the question stays open.
            InProgress: It is being executed right now.
            StoreError: A table did not answer; the same press may pass later.
        """
        pressed = _Pressed(self._machinery.anew())
        return pressed.answer(confirmation_id, verb, approver, note)

    def expire(self, confirmation_id: str) -> None:
        """Let an open question be over whose time is; one that is not overdue is left alone. Again changes nothing.

        Raises:
            StoreError: A table did not answer; ask again later.
        """
        record = self._machinery.confirmations.get(confirmation_id)
        if record is not None and _is_over(record, self._machinery.clock()):
            _Pressed(self._machinery).expire(record)

    def withdraw(self, confirmation_id: str, by: UserId) -> None:
        """Take an open question back, for the one who asked; one that is answered stays so. Again changes nothing.

        Raises:
            ConfirmationInvalid: There is no such question of theirs.
            StoreError: A table did not answer; ask again later.
        """
        record = self._machinery.confirmations.get(confirmation_id)
        if record is None or record.asker.user_id != by:
            raise ConfirmationInvalid("There is no such question of yours.", "Nothing is open that you could cancel.")
        _Pressed(self._machinery).withdraw(record)


def _is_over(record: ConfirmationRecord, now: datetime) -> bool:
    """Return whether nobody answered in time, told yet or not."""
    late = record.status is ConfirmationStatus.PENDING and record.expires_at < now
    return late or record.status is ConfirmationStatus.EXPIRED


class _Pressed:
    """One press: everybody in it is judged by the same reading of Discord, made after the press."""

    def __init__(self, machinery: Machinery) -> None:
        self._machinery = machinery

    def answer(self, confirmation_id: str, verb: str, approver: Principal, note: str | None) -> Answer:
        """Answer it; see `Approvals.press`."""
        if approver.door is not Door.INTERACTION:
            raise ConfirmationInvalid("Only a press in Discord answers a question.", "Press a button on its card.")
        admit(approver, self._machinery.counters)
        record = self._machinery.confirmations.get(confirmation_id)
        if record is None or verb not in {"approve", "deny", "details"}:
            raise ConfirmationInvalid("This question is gone.", "Ask for it anew.")
        if verb != "details" and record.status not in _LIVE:
            return self._already(record)
        operation = revive(record.operation, record.arguments)
        if not (verb == "deny" and approver.user_id == record.asker.user_id):
            self._require_right(record, operation, approver)
        if verb == "details":
            return Answer(card.details(record), settled=False)
        return self._deny(record, approver, note) if verb == "deny" else self._approve(record, operation, approver)

    def _session_of(
        self, who: Principal, operation: AnyOperation, record: ConfirmationRecord, audit_id: str
    ) -> Session:
        session = self._machinery.session(who, operation, audit_id, charged=False)
        session.confirmation_id, session.guild_hint = record.confirmation_id, record.guild_id
        session.tainted, session.private = record.tainted, record.private
        return session

    def _require_right(self, record: ConfirmationRecord, operation: AnyOperation, approver: Principal) -> None:
        """Require of the presser what is required of a caller; a no is told in the trail under an id of its own."""
        if approver.origin is None and approver.user_id != record.asker.user_id:
            raise ConfirmationInvalid("A direct message answers only your own question.", "Press in the server.")
        session = self._session_of(approver, operation, record, self._machinery.new_id())
        try:
            session.authorize()
        except Denied as denied:
            session.approver_id = approver.user_id
            self._machinery.trail.denial(session, denied)
            raise

    def _approve(self, record: ConfirmationRecord, operation: AnyOperation, approver: Principal) -> Answer:
        machinery, now = self._machinery, self._machinery.clock()
        moved = machinery.confirmations.move(
            record.confirmation_id, _OPEN, ConfirmationStatus.APPROVED, by=approver.user_id, at=now
        )
        if moved is None:
            record = machinery.confirmations.get(record.confirmation_id) or record
            if record.status not in _UNDER_WAY:
                return self._already(record)
            moved = record
        checkpoint("confirmation.approved")
        return self._execute(moved, operation)

    def _execute(self, record: ConfirmationRecord, operation: AnyOperation) -> Answer:
        try:
            outcome = self._perform(record, operation)
        except (InProgress, StoreError):
            raise
        except GuildhallError as error:
            return self._settle(record, {"ok": False, "error": told(error)})
        result = outcome.result if isinstance(outcome, Completed) else {}
        return self._settle(record, {"ok": True, "result": result, "audit_id": record.audit_id})

    def _perform(self, record: ConfirmationRecord, operation: AnyOperation) -> Outcome:
        machinery = self._machinery
        session = self._session_of(record.asker, operation, record, record.audit_id)
        session.approver_id = record.decided_by
        claimed = claims.claim(machinery, f"confirmation:{record.confirmation_id}", record.audit_id)
        if not isinstance(claimed, Held):
            return recall(machinery, session, claimed)
        try:
            preview = self._as_it_was_shown(session, record)
        except StoreError:
            tried(lambda: machinery.claims.release(claimed.key, claimed.owner))
            raise
        except GuildhallError as error:
            self._still_ours(claimed, record)
            end_badly(machinery, session, claimed, error)
            raise
        return perform(machinery, session, claimed, preview)

    def _still_ours(self, held: Held, record: ConfirmationRecord) -> None:
        """Take the last word on a question, as `perform` does before it acts; a slow attempt may have lost it."""
        if not self._machinery.claims.intend(held.key, held.owner, self._machinery.clock(), record.guild_id):
            raise InProgress("Another press is being executed.", "Ask again in half a minute.", audit_id=held.audit_id)

    def _as_it_was_shown(self, session: Session, record: ConfirmationRecord) -> Preview:
        """Return the preview of now, if asker, payload and target are what the approver saw."""
        refuse_revoked(self._machinery, record.asker)
        session.authorize()
        digest = payload_digest(session.operation, session.guild_id)
        if not hmac.compare_digest(digest, record.payload_digest):
            raise ConfirmationInvalid("What was stored is not what was asked.", "Nothing was done; ask for it anew.")
        preview = session.operation.preview(session.ports)
        refuse_drift(record.fingerprint, preview)
        now, source = self._machinery.clock(), [ConfirmationStatus.APPROVED]
        self._machinery.confirmations.move(record.confirmation_id, source, ConfirmationStatus.EXECUTING, at=now)
        return preview

    def _deny(self, record: ConfirmationRecord, approver: Principal, note: str | None) -> Answer:
        machinery = self._machinery
        moved = machinery.confirmations.move(
            record.confirmation_id, _OPEN, ConfirmationStatus.DENIED, by=approver.user_id, at=machinery.clock()
        )
        if moved is None:
            return self._already(machinery.confirmations.get(record.confirmation_id) or record)
        if note:
            machinery.confirmations.noted(record.confirmation_id, note[:_NOTE_CHARACTERS])
            moved = moved.model_copy(update={"note": note[:_NOTE_CHARACTERS]})
        self._conclude(moved)
        return Answer("Denied. Nothing was done.", settled=True)

    def withdraw(self, record: ConfirmationRecord) -> None:
        """See `Approvals.withdraw`; a denial of the asker's own that was cut off is completed."""
        if record.status is ConfirmationStatus.PENDING:
            self._deny(record, record.asker, _WITHDRAWN)
        elif record.status is ConfirmationStatus.DENIED and record.decided_by == record.asker.user_id:
            self._conclude(record)

    def _already(self, record: ConfirmationRecord) -> Answer:
        if record.status is ConfirmationStatus.PENDING:
            return self.expire(record)
        if self._machinery.clock() - (record.decided_at or record.expires_at) >= claims.LEASE:
            self._conclude(record)
        at = f" <t:{int(record.decided_at.timestamp())}:R>" if record.decided_at else ""
        by = f" by <@{record.decided_by}>{at}" if record.decided_by else ""
        how = {ConfirmationStatus.DENIED: "denied", ConfirmationStatus.EXPIRED: "left to expire"}.get(
            record.status, "used"
        )
        then = " It was done then." if record.outcome and record.outcome.get("ok") else ""
        return Answer(f"This was already {how}{by}.{then} Nothing was done now.", settled=True)

    def expire(self, record: ConfirmationRecord) -> Answer:
        """Let a question be over; see `Approvals.expire`."""
        now = self._machinery.clock()
        moved = self._machinery.confirmations.move(record.confirmation_id, _OPEN, ConfirmationStatus.EXPIRED, at=now)
        over = moved or record
        if over.status is ConfirmationStatus.EXPIRED:
            self._conclude(over)
        return Answer("This question has expired. Nothing was done; ask for it anew.", settled=True)

    def _settle(self, record: ConfirmationRecord, outcome: dict[str, JsonValue]) -> Answer:
        finish = self._machinery.confirmations.finish
        try:
            finish(record.confirmation_id, outcome)
        except TooLarge:
            outcome = {**outcome, "result": {"notice": "The result was too large to keep; read the target again."}}
            finish(record.confirmation_id, outcome)
        verdict = card.verdict(record.model_copy(update={"status": ConfirmationStatus.DONE, "outcome": outcome}))
        self._edit_card(record, verdict)
        return Answer(verdict, settled=True)

    def _conclude(self, record: ConfirmationRecord) -> None:
        """Tell trail and card how a question ended; doing it again changes nothing."""
        status = {ConfirmationStatus.DENIED: AuditStatus.REFUSED, ConfirmationStatus.EXPIRED: AuditStatus.EXPIRED}
        if record.status in status:
            operation = revive(record.operation, record.arguments)
            session = self._session_of(record.asker, operation, record, record.audit_id)
            session.approver_id = record.decided_by
            self._machinery.trail.outcome(session, status[record.status])
        self._edit_card(record, card.verdict(record))

    def _edit_card(self, record: ConfirmationRecord, verdict: str) -> None:
        if record.card_channel_id is None or record.card_message_id is None:
            return
        path = {"channel_id": record.card_channel_id, "message_id": record.card_message_id}
        try:
            self._machinery.discord.call(UPDATE_MESSAGE, path, body=card.settled(record, verdict))
        except DiscordError as error:
            _log.warning("card not updated", extra={"confirmation_id": record.confirmation_id, "code": error.code})
