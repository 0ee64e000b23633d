"""At most once: who executes a request, and what happened to an attempt that vanished.

A delivery may come twice, and a process may die anywhere. Before a write does anything it claims its idempotency key:

    nobody has it                       -> it is ours
    somebody has it, lease running      -> InProgress: ask again later
    lease over, no intent yet           -> nothing reached Discord; it is ours, under the first attempt's audit id
    lease over, intent set, no outcome  -> Discord may have been called: OutcomeUnknown, never a second call
    ended                               -> the outcome of then, again
"""

from dataclasses import dataclass
from datetime import timedelta

from pydantic import JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.errors import InProgress, OutcomeUnknown
from guildhall.execution.machinery import Machinery
from guildhall.operations.batch import BatchOperation
from guildhall.operations.catalogue import AnyOperation
from guildhall.store.records import ClaimRecord

LEASE = timedelta(seconds=30)
KEPT = timedelta(days=2)
"""Longer than a question to a human is kept: while a press can find it, the claim says what became of it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A claim that is ours."""

    key: str
    owner: str
    audit_id: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A request that ended before, with its outcome as it was stored."""

    record: ClaimRecord
    outcome: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Lost:
    """A request whose attempt vanished after it may have called Discord."""

    record: ClaimRecord


def claim(machinery: Machinery, key: str, audit_id: str) -> Held | Ended | Lost:
    """Claim a request, or learn what became of it.

    Raises:
        InProgress: Somebody else executes it right now.
    """
    now, owner = machinery.clock(), machinery.new_id()
    record = machinery.claims.claim(
        ClaimRecord(key=key, owner=owner, lease_until=now + LEASE, expires_at=now + KEPT, audit_id=audit_id), now=now
    )
    if record.outcome is not None:
        return Ended(record, record.outcome)
    if record.owner == owner:
        checkpoint("execution.claimed")
        return Held(key, owner, record.audit_id)
    if record.intent_at is not None and record.lease_until <= now:
        return Lost(record)
    raise InProgress(
        "This request is being executed right now.", "Ask again in half a minute.", audit_id=record.audit_id
    )


def lost(audit_id: str, operation: AnyOperation) -> OutcomeUnknown:
    """Return the failure of an attempt that vanished after it may have called Discord."""
    again = "Ask again with the same arguments to go on: what is done by then is not done twice"
    then = again if isinstance(operation, BatchOperation) else "Look at the target before you ask again"
    return OutcomeUnknown(
        "The attempt was cut off while Discord was being called: it may or may not have happened.",
        f"{then}; Discord's audit log names {audit_id} if it happened.",
        audit_id=audit_id,
    )
