"""Step 8: the call to Discord, told before and after.

    trail: intent → claim: intent → Discord → result kept → trail: outcome → claim: outcome

A crash leaves a prefix of this line, and each prefix is truthful: an intent without an outcome says "unknown".
"""

import json
from datetime import timedelta

from pydantic import BaseModel, JsonValue

from guildhall.discord.reasons import audit_reason
from guildhall.errors import Denied, GuildhallError, InProgress, OutcomeUnknown, Repeated, StoreError, TooLarge
from guildhall.execution import claims
from guildhall.execution.claims import Ended, Held, Lost
from guildhall.execution.machinery import CallPorts, Machinery
from guildhall.execution.outcome import Completed, NeedsConfirmation, Outcome, told
from guildhall.execution.session import Session
from guildhall.observability import checkpoint
from guildhall.operations import naming
from guildhall.operations.preview import Preview
from guildhall.store.records import AuditStatus

RESULT_LIFE = timedelta(days=7)
_MAX_RESULT_CHARACTERS = 200_000


def perform(machinery: Machinery, session: Session, held: Held, preview: Preview) -> Completed:
    """Make the call to Discord, at most once.

    Raises:
        DiscordError: Discord refused; `OutcomeUnknown` when nobody can know.
        InProgress: Another attempt took the claim over.
    """
    operation, summary = session.operation, _summary(session, preview)
    machinery.trail.intent(session, summary)
    if not machinery.claims.intend(held.key, held.owner, machinery.clock(), session.guild_id):
        raise InProgress(
            "Another attempt executes this request.", "Ask again in half a minute.", audit_id=held.audit_id
        )
    checkpoint("execution.intent_recorded")
    try:
        result = operation.execute(_executing(machinery, session))
    except GuildhallError as error:
        _ended_badly(machinery, session, held, error)
        raise
    except Exception as error:
        unknown = claims.lost(held.audit_id)
        _ended_badly(machinery, session, held, unknown)
        raise unknown from error
    checkpoint("execution.called")
    return _ended_well(machinery, session, held, result, summary)


def _executing(machinery: Machinery, session: Session) -> CallPorts:
    caller = session.attempt.caller
    by = caller.display if caller else str(session.principal.user_id)
    reason = audit_reason(getattr(session.operation, "reason", None), by=by, audit_id=session.audit_id)
    return machinery.ports(session.attempt, session.discord.with_execution(reason, session.audit_id))


def _ended_well(machinery: Machinery, session: Session, held: Held, result: BaseModel, summary: str) -> Completed:
    dumped: dict[str, JsonValue] = result.model_dump(mode="json")
    completed = Completed(dumped, held.audit_id)
    try:
        kept: dict[str, JsonValue] = {"result": _keepable(dumped)}
        expires_at = machinery.clock() + RESULT_LIFE
        machinery.results.put(session.principal.user_id, held.audit_id, kept, expires_at)
        machinery.trail.outcome(session, AuditStatus.DONE, summary=summary)
        machinery.claims.finish(held.key, stored(completed))
    except (StoreError, TooLarge) as error:
        raise OutcomeUnknown(
            "Discord did it, but the trail could not be completed.",
            f"Do not repeat it; the trail has the intent {held.audit_id}.",
            audit_id=held.audit_id,
        ) from error
    checkpoint("execution.outcome_recorded")
    return completed


def _ended_badly(machinery: Machinery, session: Session, held: Held, error: GuildhallError) -> None:
    status = AuditStatus.UNKNOWN if isinstance(error, OutcomeUnknown) else AuditStatus.FAILED
    machinery.trail.outcome(session, status, error=error)
    machinery.claims.finish(held.key, {"status": "failed", "error": told(error)})


def give_up(machinery: Machinery, session: Session, held: Held, error: GuildhallError) -> None:
    """Tell the trail of a write that failed, and free its claim if nothing reached Discord."""
    if isinstance(error, Denied):
        machinery.trail.denial(session, error)
    elif not isinstance(error, InProgress):
        machinery.trail.outcome(session, AuditStatus.FAILED, error=error)
    machinery.claims.release(held.key, held.owner)


def recall(machinery: Machinery, session: Session, claimed: Ended | Lost) -> Outcome:
    """Answer a request that was executed before, or whose execution was cut off.

    Raises:
        Repeated: It failed then.
        OutcomeUnknown: It was cut off while Discord was called; the trail says so from now on.
    """
    if isinstance(claimed, Ended):
        return _restored(machinery, claimed.outcome)
    record = claimed.record
    held = Held(record.key, record.owner, record.audit_id)
    session.audit_id, session.guild_hint = record.audit_id, record.guild_id
    kept = machinery.results.get(session.principal.user_id, record.audit_id)
    if kept is not None:
        completed = Completed(_mapping(kept["result"]), record.audit_id)
        machinery.trail.outcome(session, AuditStatus.DONE)
        machinery.claims.finish(record.key, stored(completed))
        return completed
    error = claims.lost(record.audit_id)
    _ended_badly(machinery, session, held, error)
    raise error


def stored(outcome: Completed | NeedsConfirmation) -> dict[str, JsonValue]:
    """Return an outcome as a claim keeps it."""
    if isinstance(outcome, Completed):
        return {"status": "completed", "result": _keepable(outcome.result), "audit_id": outcome.audit_id}
    return {"status": "needs_confirmation", "confirmation_id": outcome.confirmation_id, "where": outcome.where}


def _restored(machinery: Machinery, outcome: dict[str, JsonValue]) -> Outcome:
    if outcome["status"] == "completed":
        return Completed(_mapping(outcome["result"]), str(outcome["audit_id"]))
    if outcome["status"] == "failed":
        raise Repeated(_mapping(outcome["error"]))
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


def _summary(session: Session, preview: Preview) -> str:
    count = len(preview.targets)
    return f"{naming.title(session.operation.full_name())}, {count} target{'' if count == 1 else 's'}"


def _keepable(result: dict[str, JsonValue]) -> dict[str, JsonValue]:
    small = len(json.dumps(result)) <= _MAX_RESULT_CHARACTERS
    return result if small else {"notice": "The result was too large to keep; read the target again."}


def _mapping(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}
