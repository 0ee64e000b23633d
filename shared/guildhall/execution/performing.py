"""Step 8: the call to Discord, told before and after.

    trail: intent → claim: intent → Discord → result kept → trail: outcome → claim: outcome

A crash leaves a prefix of this line, and each prefix is truthful: an intent without an outcome says "unknown".
"""

import json
from collections.abc import Callable
from datetime import timedelta

from pydantic import JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.discord.reasons import audit_reason
from guildhall.errors import (
    Denied,
    GuildhallError,
    InProgress,
    OutcomeUnknown,
    Repeated,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.execution import claims, undo, undo_keeping
from guildhall.execution.claims import Ended, Held, Lost
from guildhall.execution.machinery import CallPorts, Machinery
from guildhall.execution.outcome import Completed, NeedsConfirmation, Outcome, told
from guildhall.execution.session import Session
from guildhall.observability import fault, logger
from guildhall.operations.acts import AuditStatus
from guildhall.operations.preview import Preview

_log = logger("execution")
_UNSURE = frozenset(kind.code for kind in (OutcomeUnknown, StoreError, StoreUnavailable, StoreThrottled))
RESULT_LIFE = timedelta(days=7)
_MAX_RESULT_CHARACTERS = 200_000


def perform(machinery: Machinery, session: Session, held: Held, preview: Preview) -> Completed:
    """Make the call to Discord, at most once.

    Raises:
        DiscordError: Discord refused; `OutcomeUnknown` when nobody can know.
        InProgress: Another attempt took the claim over.
    """
    operation, summary = session.operation, session.summary(preview)
    session.changes = preview.changes if operation.spec.keeps_changes else ()
    prior = undo_keeping.look(session)
    machinery.trail.intent(session, summary)
    if not machinery.claims.intend(held.key, held.owner, machinery.clock(), session.guild_id):
        raise InProgress(
            "Another attempt executes this request.", "Ask again in half a minute.", audit_id=held.audit_id
        )
    session.reached = True
    checkpoint("execution.intent_recorded")
    try:
        undo.take(machinery, session)
        result = operation.execute(_executing(machinery, session))
    except GuildhallError as error:
        end_badly(machinery, session, held, error)
        raise
    except Exception as error:
        # The caller hears only that the outcome is unknown, so this line is all that tells of the mistake.
        _log.error("an operation broke", extra={"audit_id": held.audit_id, **fault(error)})
        unknown = claims.lost(held.audit_id, operation)
        end_badly(machinery, session, held, unknown)
        raise unknown from error
    checkpoint("execution.called")
    tried(lambda: undo_keeping.keep(machinery, session, prior, result))
    tried(lambda: undo.conclude(machinery, session))
    completed = Completed(undo.told(session, result), held.audit_id)
    return _end_well(machinery, session, held, completed, summary)


def _executing(machinery: Machinery, session: Session) -> CallPorts:
    caller = session.attempt.caller
    by = caller.display if caller else str(session.principal.user_id)
    reason = audit_reason(getattr(session.operation, "reason", None), by=by, audit_id=session.audit_id)
    discord = session.discord.with_execution(reason, session.audit_id)
    return machinery.ports(session.attempt, discord, session.ports.files)


def _end_well(machinery: Machinery, session: Session, held: Held, completed: Completed, summary: str) -> Completed:
    """Keep the result and tell the trail; each as far as the tables answer, for Discord has done it."""
    kept: dict[str, JsonValue] = {"result": _keepable(completed.result)}
    expires_at = machinery.clock() + RESULT_LIFE
    tried(lambda: machinery.results.put(session.principal.user_id, held.audit_id, kept, expires_at))
    told_trail = tried(lambda: machinery.trail.outcome(session, AuditStatus.DONE, summary=summary))
    tried(lambda: machinery.claims.finish(held.key, stored(completed)))
    if not told_trail:
        raise OutcomeUnknown(
            "Discord did it, but the trail could not be completed.",
            f"Do not repeat it; the trail has the intent {held.audit_id}.",
            audit_id=held.audit_id,
        )
    checkpoint("execution.outcome_recorded")
    return completed


def end_badly(machinery: Machinery, session: Session, held: Held, error: GuildhallError) -> None:
    """Close a claim with a failure for good, and tell the trail; whoever asks again is told the same."""
    failed: dict[str, JsonValue] = {"status": "failed", "error": told(error)}
    tried(lambda: machinery.claims.finish(held.key, failed))
    if _status_of(error) is AuditStatus.FAILED:
        tried(lambda: undo.let_go(machinery, session))
    tried(lambda: machinery.trail.outcome(session, _status_of(error), error=error))


def give_up(machinery: Machinery, session: Session, held: Held, error: GuildhallError) -> None:
    """Free the claim of a write that failed before its intent, and then tell the trail.

    In this order, because a request that is made again after its claim was freed has an id of its own: whatever it
    comes to, it does not contradict what the trail says of this one. A claim that cannot be freed is not ours any more,
    or its intent is set: then somebody else tells the trail, or it was told already.
    """
    if not tried(lambda: machinery.claims.release(held.key, held.owner)):
        return
    tried(lambda: _tell(machinery, session, error))


def _tell(machinery: Machinery, session: Session, error: GuildhallError) -> None:
    if isinstance(error, Denied):
        machinery.trail.denial(session, error)
    else:
        machinery.trail.outcome(session, AuditStatus.FAILED, error=error)


def recall(machinery: Machinery, session: Session, claimed: Ended | Lost) -> Outcome:
    """Answer a request that was executed before, or whose execution was cut off; perhaps by another process.

    Raises:
        Repeated: It failed then.
        OutcomeUnknown: It was cut off while Discord was called; the trail says so from now on.
    """
    machinery.discord.forget()
    record = claimed.record
    session.audit_id, session.guild_hint = record.audit_id, record.guild_id or session.guild_hint
    if isinstance(claimed, Ended):
        return _restored(machinery, session, claimed.outcome)
    kept = machinery.results.get(session.principal.user_id, record.audit_id)
    if kept is not None:
        completed = Completed(_mapping(kept["result"]), record.audit_id)
        machinery.trail.outcome(session, AuditStatus.DONE)
        machinery.claims.finish(record.key, stored(completed))
        return completed
    error = claims.lost(record.audit_id, session.operation)
    end_badly(machinery, session, Held(record.key, record.owner, record.audit_id), error)
    raise error


def _status_of(error: GuildhallError) -> AuditStatus:
    """Return what the trail says of a failure: a table of ours, like Discord, may have done what it did not confirm."""
    return AuditStatus.UNKNOWN if error.to_dict()["code"] in _UNSURE else AuditStatus.FAILED


def tried(action: Callable[[], object]) -> bool:
    """Do what must not replace the answer that is there already; return whether it was done and did not say no."""
    try:
        return action() is not False
    except GuildhallError as error:
        _log.error("the record of a call could not be completed", extra={"code": error.code})
        return False


def stored(outcome: Completed | NeedsConfirmation) -> dict[str, JsonValue]:
    """Return an outcome as a claim keeps it."""
    if isinstance(outcome, Completed):
        return {"status": "completed", "result": _keepable(outcome.result), "audit_id": outcome.audit_id}
    return {"status": "needs_confirmation", "confirmation_id": outcome.confirmation_id, "where": outcome.where}


def _restored(machinery: Machinery, session: Session, outcome: dict[str, JsonValue]) -> Outcome:
    """Return an outcome as it was stored; where the first attempt did not come to tell the trail, it is told now."""
    if outcome["status"] == "completed":
        tried(lambda: machinery.trail.outcome(session, AuditStatus.DONE))
        return Completed(_mapping(outcome["result"]), str(outcome["audit_id"]))
    if outcome["status"] == "failed":
        error = Repeated(_mapping(outcome["error"]))
        tried(lambda: machinery.trail.outcome(session, _status_of(error), error=error))
        raise error
    record = machinery.confirmations.get(str(outcome["confirmation_id"]))
    if record is None:
        raise Repeated(
            {"code": "confirmation_invalid", "message": "The question to a human is gone.", "hint": "Ask anew."}
        )
    return NeedsConfirmation(
        operation=record.operation,
        preview=Preview.model_validate(record.preview),
        confirmation_id=record.confirmation_id,
        expires_at=record.expires_at,
        where=str(outcome["where"]),
    )


def _keepable(result: dict[str, JsonValue]) -> dict[str, JsonValue]:
    small = len(json.dumps(result)) <= _MAX_RESULT_CHARACTERS
    return result if small else {"notice": "The result was too large to keep; read the target again."}


def _mapping(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}
