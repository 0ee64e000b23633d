"""Learning what became of a request without making it."""

from guildhall.execution import claims
from guildhall.execution.claims import Held
from guildhall.execution.machinery import Machinery
from guildhall.execution.outcome import Call, Outcome
from guildhall.execution.performing import recall


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
