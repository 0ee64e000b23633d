"""A press on a card: who may answer, what the answer sets in motion, and what the card says afterwards.

    pending ──approve──► approved ──► executing ──► done
       ├─────deny──────► denied
       └─────late──────► expired

Seeing the card proves nothing: whoever presses goes through the same steps as a caller, for the target and not for the
channel in which the card hangs. The press moves the question by one conditional update, so of fifty presses one wins.
Then
the call is made for the *asker*, whose rights are asked for again, on the very payload that was shown, if the target
still
is what was shown. A press that finds an approved but stuck question takes it up again; the claim decides whether
anything
may still be done.
"""

import hmac

from pydantic import JsonValue

from guildhall.discord.markdown import excerpt
from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.errors import ConfirmationInvalid, Denied, DiscordError, GuildhallError, InProgress
from guildhall.execution import card, claims
from guildhall.execution.claims import Held
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Answer, Completed, Outcome, told
from guildhall.execution.performing import give_up, perform, recall
from guildhall.execution.plan import refuse_drift
from guildhall.execution.request import payload_digest, revive
from guildhall.execution.session import Session
from guildhall.identity import Principal
from guildhall.observability import checkpoint, logger
from guildhall.operations.catalogue import AnyOperation
from guildhall.store.records import AuditStatus, ConfirmationRecord, ConfirmationStatus

_log = logger("approvals")
_OPEN = (ConfirmationStatus.PENDING,)
_LIVE = frozenset({ConfirmationStatus.PENDING, ConfirmationStatus.APPROVED, ConfirmationStatus.EXECUTING})
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
            ConfirmationInvalid: There is no such question, or the verb is none of these.
            Denied: The presser may not answer it; the question stays open.
            InProgress: It is being executed right now.
        """
        record = self._machinery.confirmations.get(confirmation_id)
        if record is None or verb not in {"approve", "deny", "details"}:
            raise ConfirmationInvalid("This question is gone.", "Ask for it anew.")
        if verb != "details" and record.status not in _LIVE:
            return self._already(record)
        operation = revive(record.operation, record.arguments)
        session = self._session_of(approver, operation, record)
        if not (verb == "deny" and approver.user_id == record.asker.user_id):
            self._require_right(session, record, approver)
        if verb == "details":
            return Answer(card.details(record), settled=False)
        return self._deny(record, approver, note) if verb == "deny" else self._approve(record, operation, approver)

    def _session_of(self, who: Principal, operation: AnyOperation, record: ConfirmationRecord) -> Session:
        session = self._machinery.session(who, operation, record.audit_id, charged=False, fresh=True)
        session.confirmation_id = record.confirmation_id
        return session

    def _require_right(self, session: Session, record: ConfirmationRecord, approver: Principal) -> None:
        if approver.origin is None and approver.user_id != record.asker.user_id:
            raise ConfirmationInvalid("A direct message answers only your own question.", "Press in the server.")
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
        except InProgress:
            raise
        except GuildhallError as error:
            failed: dict[str, JsonValue] = {"ok": False, "error": told(error)}
            return self._settle(
                record, failed, f"Approved by <@{record.decided_by}>, but: {error.message} {error.hint}".strip()
            )
        result = outcome.result if isinstance(outcome, Completed) else {}
        done: dict[str, JsonValue] = {"ok": True, "result": result, "audit_id": record.audit_id}
        return self._settle(record, done, f"Approved by <@{record.decided_by}>. Done.")

    def _perform(self, record: ConfirmationRecord, operation: AnyOperation) -> Outcome:
        machinery = self._machinery
        session = self._session_of(record.asker, operation, record)
        session.approver_id = record.decided_by
        claimed = claims.claim(machinery, f"confirmation:{record.confirmation_id}", record.audit_id)
        if not isinstance(claimed, Held):
            return recall(machinery, session, claimed)
        try:
            self._refuse_tampering(session, record)
            preview = operation.preview(session.ports)
            refuse_drift(record.fingerprint, preview)
            machinery.confirmations.move(
                record.confirmation_id,
                [ConfirmationStatus.APPROVED],
                ConfirmationStatus.EXECUTING,
                at=machinery.clock(),
            )
            return perform(machinery, session, claimed, preview)
        except GuildhallError as error:
            give_up(machinery, session, claimed, error)
            raise

    def _refuse_tampering(self, session: Session, record: ConfirmationRecord) -> None:
        session.authorize()
        digest = payload_digest(session.operation, session.guild_id)
        if not hmac.compare_digest(digest, record.payload_digest):
            raise ConfirmationInvalid("What was stored is not what was asked.", "Nothing was done; ask for it anew.")

    def _deny(self, record: ConfirmationRecord, approver: Principal, note: str | None) -> Answer:
        machinery = self._machinery
        moved = machinery.confirmations.move(
            record.confirmation_id, _OPEN, ConfirmationStatus.DENIED, by=approver.user_id, at=machinery.clock()
        )
        if moved is None:
            return self._already(machinery.confirmations.get(record.confirmation_id) or record)
        self._tell_trail(moved, AuditStatus.REFUSED)
        said = f": {excerpt(note, 200)}" if note else "."
        self._edit_card(moved, f"Denied by <@{approver.user_id}>{said}")
        return Answer("Denied. Nothing was done.", settled=True)

    def _already(self, record: ConfirmationRecord) -> Answer:
        if record.status is ConfirmationStatus.PENDING:
            return self._expire(record)
        at = f" <t:{int(record.decided_at.timestamp())}:R>" if record.decided_at else ""
        by = f" by <@{record.decided_by}>{at}" if record.decided_by else ""
        how = {ConfirmationStatus.DENIED: "denied", ConfirmationStatus.EXPIRED: "left to expire"}.get(
            record.status, "used"
        )
        then = " It was done then." if record.outcome and record.outcome.get("ok") else ""
        return Answer(f"This was already {how}{by}.{then} Nothing was done now.", settled=True)

    def _expire(self, record: ConfirmationRecord) -> Answer:
        machinery = self._machinery
        moved = machinery.confirmations.move(
            record.confirmation_id, _OPEN, ConfirmationStatus.EXPIRED, at=machinery.clock()
        )
        if moved is not None:
            self._tell_trail(moved, AuditStatus.EXPIRED)
            self._edit_card(moved, "Expired: nobody answered in time. Nothing was done.")
        return Answer("This question has expired. Nothing was done; ask for it anew.", settled=True)

    def _settle(self, record: ConfirmationRecord, outcome: dict[str, JsonValue], verdict: str) -> Answer:
        self._machinery.confirmations.finish(record.confirmation_id, outcome)
        self._edit_card(record, verdict)
        return Answer(verdict, settled=True)

    def _tell_trail(self, record: ConfirmationRecord, status: AuditStatus) -> None:
        session = self._session_of(record.asker, revive(record.operation, record.arguments), record)
        session.guild_hint, session.approver_id = record.guild_id, record.decided_by
        self._machinery.trail.outcome(session, status)

    def _edit_card(self, record: ConfirmationRecord, verdict: str) -> None:
        if record.card_channel_id is None or record.card_message_id is None:
            return
        path = {"channel_id": record.card_channel_id, "message_id": record.card_message_id}
        try:
            self._machinery.discord.call(UPDATE_MESSAGE, path, body=card.settled(record, verdict))
        except DiscordError as error:
            _log.warning("card not updated", extra={"confirmation_id": record.confirmation_id, "code": error.code})
