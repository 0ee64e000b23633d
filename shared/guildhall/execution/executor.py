"""The one place through which everything goes: decide, preview, ask a human, execute, tell.

    READ      authorize → execute → trail
    a write   claim → authorize → (the call that it stands for) → preview → (plan) → dry run? → a human? → perform

A human is asked by risk; and of a call that had read words of others, for whatever is more than to speak in the channel
where it was asked; and for every write of a call that had read what is not for all who read that channel.

Doors build a `Call` and show the `Outcome`; nothing else writes to Discord.
"""

from guildhall.discord.routes import TALK
from guildhall.errors import Denied, DiscordNotFound, GuildhallError, InvalidArguments
from guildhall.execution import claims, plan, undo
from guildhall.execution.alarm import let_through, tell_of_pause
from guildhall.execution.asking import ask, asked_before
from guildhall.execution.budgets import what_is_left
from guildhall.execution.claims import Held
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome
from guildhall.execution.performing import give_up, perform, recall, stored, tried
from guildhall.execution.session import Session
from guildhall.execution.teaching import teach
from guildhall.operations.acts import AuditStatus
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Risk
from guildhall.policy.membership import count_miss


class Executor:
    """Runs calls over one process's machinery; keeps no state of its own."""

    def __init__(self, machinery: Machinery) -> None:
        self._machinery = machinery

    def run(self, call: Call) -> Outcome:
        """Take a call through the whole pipeline.

        Raises:
            Denied: An authorization step said no.
            RequestError: The caller can fix it.
            DiscordError: Discord refused or failed.
            StoreError: A table did not answer; nothing was done unless the message says so.
        """
        try:
            return self._run(call)
        except GuildhallError as error:
            teach(self._machinery, call, error)
            raise

    def _run(self, call: Call) -> Outcome:
        if call.operation.spec.risk is Risk.READ:
            return self._read(call)
        session = self._session(call)
        claimed = claims.claim(self._machinery, call.claim_key, session.audit_id)
        if not isinstance(claimed, Held):
            return recall(self._machinery, session, claimed)
        taken_over, session.audit_id = claimed.audit_id != session.audit_id, claimed.audit_id
        try:
            asked = asked_before(self._machinery, claimed.audit_id) if taken_over else None
            return self._wait(asked, claimed) if asked else self._write(call, session, claimed)
        except GuildhallError as error:
            _count_guess(session, error)
            give_up(self._machinery, session, claimed, error)
            tell_of_pause(self._machinery, session, error)
            raise

    def _session(self, call: Call) -> Session:
        """Return the call's session; a plan, and what changes more than talk does, is judged by what Discord says now.

        Another process may have made what it names, or changed it, a moment ago.
        """
        spec = call.operation.spec
        talks = spec.route in TALK and spec.risk is not Risk.DESTRUCTIVE
        leans = call.plan_id is None and (talks or spec.risk is Risk.READ)
        machinery = self._machinery if leans else self._machinery.anew()
        session = machinery.session(call.principal, call.operation, machinery.new_id())
        session.tainted, session.private = call.tainted, call.private
        return session if call.tainted else machinery.trusted(session)

    def _read(self, call: Call) -> Completed:
        session = self._session(call)
        try:
            session.authorize()
            result = call.operation.execute(session.ports)
        except Denied as denied:
            self._machinery.trail.denial(session, denied)
            raise
        except GuildhallError as error:
            _count_guess(session, error)
            self._machinery.trail.outcome(session, AuditStatus.FAILED, error=error)
            raise
        self._machinery.trail.outcome(session, AuditStatus.DONE)
        return Completed(result.model_dump(mode="json"), session.audit_id)

    def _write(self, call: Call, session: Session, held: Held) -> Outcome:
        machinery = self._machinery
        session.authorize()
        undo.resolve(machinery, session)
        preview = undo.preview(session)
        if self._is_dry_run(call, session):
            previewed = plan.keep(machinery, session, what_is_left(machinery, session, preview))
            tried(lambda: machinery.claims.release(held.key, held.owner))
            return previewed
        if call.plan_id is None:
            return self._act(session, held, preview)
        with plan.applied(machinery, session, preview, call.plan_id):
            return self._act(session, held, preview)

    def _act(self, session: Session, held: Held, preview: Preview) -> Outcome:
        if session.needs_human:
            return self._wait(ask(self._machinery, session, what_is_left(self._machinery, session, preview)), held)
        let_through(self._machinery, session)
        return perform(self._machinery, session, held, preview)

    def _wait(self, asked: NeedsConfirmation, held: Held) -> NeedsConfirmation:
        tried(lambda: self._machinery.claims.finish(held.key, stored(asked)))
        return asked

    def _is_dry_run(self, call: Call, session: Session) -> bool:
        if call.dry_run is not None:
            return call.dry_run
        if call.plan_id is not None:
            return False
        return call.principal.door.previews and session.policy.dry_run_default


def _count_guess(session: Session, error: GuildhallError) -> None:
    """Count what is not there like a channel that is not there, even where it is told as a mistake: both cost."""
    mistaken = isinstance(error, InvalidArguments) and isinstance(error.__cause__, DiscordNotFound)
    if mistaken or isinstance(error, DiscordNotFound):
        tried(lambda: count_miss(session.attempt))
