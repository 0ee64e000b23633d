"""A press on a card: what an answer sets in motion, and what the card says afterwards.

    pending ──approve──► approved ──► executing ──► done
       ├────approve────► pending, approved by one of two
       ├─────deny──────► denied
       └─────late──────► expired

Seeing the card proves nothing: whoever presses goes through the same steps as a caller, for the target and not for the
channel in which the card hangs, and then has to be who the guild's policy lets answer (`approvers`). The press moves
the question by one conditional update, so of fifty presses one wins; where it takes two people, one of each. Then the
call is made for the *asker*, whose credential and rights are looked at again, like those of all who approved, on the
very payload that was shown, if the target still is what was shown. A press that finds an approved but stuck
question takes it up again; the claim decides whether anything may still be done. An answer that was cut off before
trail and card said so is completed by the next press; presses that were under way together with it change nothing.
"""

import hmac
from datetime import datetime

from pydantic import JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.discord.ids import UserId
from guildhall.errors import (
    ConfirmationInvalid,
    Denied,
    DiscordRateLimited,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    StoreError,
)
from guildhall.execution import approvers, card, claims, concluding, undo
from guildhall.execution.alarm import let_through, tell_of_pause
from guildhall.execution.approvers import APPROVE, DENY, DETAILS, VERBS, Presser, session_of
from guildhall.execution.claims import Held
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Answer, Completed, Outcome, told
from guildhall.execution.performing import end_badly, perform, recall, tried
from guildhall.execution.plan import refuse_drift
from guildhall.execution.request import payload_digest, revive
from guildhall.execution.revocation import refuse_revoked
from guildhall.execution.session import Session
from guildhall.identity import Door, Principal
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.preview import Preview
from guildhall.policy.client import admit
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus

_OPEN = (ConfirmationStatus.PENDING,)
_UNDER_WAY = frozenset({ConfirmationStatus.APPROVED, ConfirmationStatus.EXECUTING})
_PASSING = (StoreError, DiscordUnavailable, DiscordRateLimited)
"""Before the intent these end nothing: people approved it, and the press that comes again goes on."""
_NOTE_CHARACTERS = 500
_WITHDRAWN = "taken back before anybody answered"


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
            DiscordError: Discord did not answer or has us wait, and nothing was done; likewise.
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
        if record is None or verb not in VERBS:
            raise ConfirmationInvalid("This question is gone.", "Ask for it anew.")
        if verb != DETAILS and record.status in concluding.ENDED:
            return self._already(record)
        operation = revive(record.operation, record.arguments)
        if verb == DENY and approver.user_id == record.asker.user_id:
            return self._deny(record, approver, note)
        presser = self._judged(record, operation, approver, verb)
        if verb == APPROVE:
            return self._approve(record, presser)
        return self._deny(record, approver, note) if verb == DENY else Answer(card.details(record), settled=False)

    def _judged(self, record: ConfirmationRecord, operation: AnyOperation, who: Principal, verb: str) -> Presser:
        """Require of the presser what it takes; a no is told in the trail under an id of its own."""
        presser = approvers.before(self._machinery, record, operation, who)
        try:
            presser.refuse_unshown()
            presser.session.authorize()
            presser.require(verb)
            if verb == APPROVE:
                presser.refuse_alone()
        except Denied as denied:
            presser.session.approver_id = who.user_id
            self._machinery.trail.denial(presser.session, denied)
            tell_of_pause(self._machinery, presser.session, denied)
            raise
        return presser

    def _approve(self, record: ConfirmationRecord, presser: Presser) -> Answer:
        machinery, now, by = self._machinery, self._machinery.clock(), presser.who.user_id
        if by in record.approved_by and record.status is ConfirmationStatus.PENDING and now <= record.expires_at:
            return concluding.half_approved(machinery, record)
        moved = machinery.confirmations.approve(record, needs=presser.needed, by=by, at=now)
        if moved is None:
            moved = machinery.confirmations.get(record.confirmation_id) or record
            if moved.status is ConfirmationStatus.PENDING and len(moved.approved_by) > len(record.approved_by):
                return self._approve(moved, presser)
            if moved.status not in _UNDER_WAY:
                return self._already(moved)
        if moved.status is ConfirmationStatus.PENDING:
            checkpoint("confirmation.half_approved")
            return concluding.half_approved(machinery, moved)
        checkpoint("confirmation.approved")
        return self._execute(moved, presser)

    def _execute(self, record: ConfirmationRecord, presser: Presser) -> Answer:
        asked = session_of(self._machinery, record.asker, presser.session.operation, record, record.audit_id)
        session = self._machinery.trusted(asked)
        session.approver_id = record.decided_by
        try:
            outcome = self._perform(record, presser, session)
        except (InProgress, StoreError):
            raise
        except GuildhallError as error:
            if isinstance(error, _PASSING) and not session.reached:
                raise
            return concluding.settle(self._machinery, record, {"ok": False, "error": told(error)})
        result = outcome.result if isinstance(outcome, Completed) else {}
        done: dict[str, JsonValue] = {"ok": True, "result": result, "audit_id": record.audit_id}
        return concluding.settle(self._machinery, record, done)

    def _perform(self, record: ConfirmationRecord, presser: Presser, session: Session) -> Outcome:
        machinery = self._machinery
        if len(record.approved_by) > 1:
            concluding.first_approval(machinery, record)
        claimed = claims.claim(machinery, f"confirmation:{record.confirmation_id}", record.audit_id)
        if not isinstance(claimed, Held):
            return recall(machinery, session, claimed)
        try:
            preview = self._as_it_was_shown(session, record, presser.who.user_id)
            let_through(machinery, session)
        except _PASSING:
            tried(lambda: machinery.claims.release(claimed.key, claimed.owner))
            raise
        except GuildhallError as error:
            self._still_ours(claimed, record)
            end_badly(machinery, session, claimed, error)
            tell_of_pause(machinery, session, error)
            raise
        return perform(machinery, session, claimed, preview)

    def _still_ours(self, held: Held, record: ConfirmationRecord) -> None:
        """Take the last word on a question, as `perform` does before it acts; a slow attempt may have lost it."""
        if not self._machinery.claims.intend(held.key, held.owner, self._machinery.clock(), record.guild_id):
            raise InProgress("Another press is being executed.", "Ask again in half a minute.", audit_id=held.audit_id)

    def _as_it_was_shown(self, session: Session, record: ConfirmationRecord, judged: UserId) -> Preview:
        """Return the preview of now, if asker, payload and target are what the approver saw."""
        refuse_revoked(self._machinery, record.asker)
        session.authorize()
        approvers.refuse_lapsed(self._machinery, record, session, judged)
        digest = payload_digest(session.operation, session.guild_id)
        if not hmac.compare_digest(digest, record.payload_digest):
            raise ConfirmationInvalid("What was stored is not what was asked.", "Nothing was done; ask for it anew.")
        preview = undo.preview(session)
        refuse_drift(record.fingerprint, record.preview, preview)
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
        checkpoint("confirmation.denied")
        if note:
            machinery.confirmations.noted(record.confirmation_id, note[:_NOTE_CHARACTERS])
            moved = moved.model_copy(update={"note": note[:_NOTE_CHARACTERS]})
        concluding.conclude(machinery, moved)
        return Answer("Denied. Nothing was done.", settled=True)

    def withdraw(self, record: ConfirmationRecord) -> None:
        """See `Approvals.withdraw`; a denial of the asker's own that was cut off is completed."""
        if record.status is ConfirmationStatus.PENDING:
            self._deny(record, record.asker, _WITHDRAWN)
        elif record.status is ConfirmationStatus.DENIED and record.decided_by == record.asker.user_id:
            concluding.conclude(self._machinery, record)

    def _already(self, record: ConfirmationRecord) -> Answer:
        if record.status is ConfirmationStatus.PENDING:
            return self.expire(record)
        if self._machinery.clock() - (record.decided_at or record.expires_at) >= claims.LEASE:
            concluding.conclude(self._machinery, record)
        at = f" <t:{int(record.decided_at.timestamp())}:R>" if record.decided_at else ""
        by = f" by <@{record.decided_by}>{at}" if record.decided_by else ""
        how = {ConfirmationStatus.DENIED: "denied", ConfirmationStatus.EXPIRED: "left to expire"}.get(
            record.status, "used"
        )
        then = " It was done then." if record.outcome and record.outcome.get("ok") else ""
        return Answer(f"This was already {how}{by}.{then} Nothing was done now.", settled=True)

    def expire(self, record: ConfirmationRecord) -> Answer:
        """Let a question be over; see `Approvals.expire`."""
        machinery, over = self._machinery, ConfirmationStatus.EXPIRED
        moved = machinery.confirmations.move(record.confirmation_id, _OPEN, over, at=machinery.clock())
        checkpoint("confirmation.expired")
        if (moved or record).status is over:
            concluding.conclude(machinery, moved or record)
            concluding.notify(machinery, moved or record)
        return Answer("This question has expired. Nothing was done; ask for it anew.", settled=True)
