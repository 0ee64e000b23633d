"""Learning what became of a request without making it."""

from guildhall.execution import card, claims
from guildhall.execution.claims import Held
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Call, Outcome
from guildhall.execution.performing import recall
from guildhall.store.records import ConfirmationStatus

SETTLED = frozenset({ConfirmationStatus.DONE, ConfirmationStatus.DENIED, ConfirmationStatus.EXPIRED})
"""How a question ends."""


def known(machinery: Machinery, call: Call) -> Outcome | None:
    """Return the outcome of a write that was made before; None when nothing is known of it.

    Raises:
        InProgress: It is being made right now.
        Repeated: It failed then.
        OutcomeUnknown: It was cut off while Discord was called.
        StoreError: The table did not answer.
    """
    session = machinery.session(call.principal, call.operation, machinery.new_id())
    claimed = claims.claim(machinery, call.claim_key, session.audit_id)
    if isinstance(claimed, Held):
        machinery.claims.release(claimed.key, claimed.owner)
        return None
    return recall(machinery, session, claimed)


def settled(machinery: Machinery, confirmation_id: str) -> str | None:
    """Return in Markdown how a question was answered; None while it is open, and when there is none.

    Raises:
        StoreError: The table did not answer.
    """
    record = machinery.confirmations.get(confirmation_id)
    return card.verdict(record) if record is not None and record.status in SETTLED else None
