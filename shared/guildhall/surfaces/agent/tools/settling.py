"""What became of a question to a human, as the turn that waited for it is told."""

from datetime import timedelta

from pydantic import JsonValue

from guildhall.errors import ConfirmationInvalid
from guildhall.execution.outcome import Completed
from guildhall.execution.request import revive
from guildhall.operations.catalogue import AnyOperation
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus
from guildhall.surfaces.agent.ports import Asked, ToolCall, ToolTold
from guildhall.surfaces.agent.tools import results
from guildhall.surfaces.agent.tools.calling import QUOTING, Bench, Calling
from guildhall.surfaces.agent.tools.table import tools
from guildhall.surfaces.tools.fence import fenced
from guildhall.surfaces.tools.table import Entry

_UNDER_WAY = frozenset({ConfirmationStatus.APPROVED, ConfirmationStatus.EXECUTING})
STUCK_AFTER = timedelta(minutes=10)
"""Longer than a press is tried again; what is under way for longer than that was cut off for good."""
GONE = "**The question is gone.** Nobody knows what became of it: look at the target before it is asked for again."
EXPIRED = "**Expired: nobody answered in time.** Nothing was done. Say so; the asker can ask for it anew."
STUCK = (
    "**Approved by <@{}>, but nobody knows whether it was done.** It was cut off: look at the target before it is "
    "asked for again. Another press on its card completes it, or tells what became of it."
)
WITHDRAWN = "**Taken back by the asker.** Nothing was done."


def settled(bench: Bench, asked: Asked, call: ToolCall, record: ConfirmationRecord | None) -> ToolTold | None:
    """Return what a question came to; None while it is open."""
    if record is None:
        return ToolTold(call=call, text=GONE, failed=True)
    if record.status is ConfirmationStatus.PENDING:
        return None
    if record.status in _UNDER_WAY:
        stuck = (record.decided_at or record.expires_at) + STUCK_AFTER <= bench.clock()
        return ToolTold(call=call, text=STUCK.format(record.decided_by), failed=True) if stuck else None
    if record.status is ConfirmationStatus.EXPIRED:
        return ToolTold(call=call, text=EXPIRED, failed=True)
    if record.status is ConfirmationStatus.DENIED:
        return _denied(asked, call, record)
    return _done(bench, asked, call, record)


def _denied(asked: Asked, call: ToolCall, record: ConfirmationRecord) -> ToolTold:
    if record.decided_by == asked.principal.user_id:
        return ToolTold(call=call, text=WITHDRAWN, failed=True)
    head = f"**Denied by <@{record.decided_by}>.** Nothing was done. Do not look for another way."
    note = f"\nWhy:\n{fenced(record.note)}" if record.note else ""
    return ToolTold(call=call, text=f"{head}{note}", failed=True, tainted=bool(note))


def _done(bench: Bench, asked: Asked, call: ToolCall, record: ConfirmationRecord) -> ToolTold:
    # Whether the channel is for all readers was judged, too, when the question was asked: it may be gone by now.
    entry, outcome = tools().of_operation(record.operation), record.outcome or {}
    try:
        operation = revive(record.operation, record.arguments)
    except ConfirmationInvalid:
        operation = None
    if entry is None or operation is None:
        return ToolTold(call=call, text=GONE, failed=True)
    exposed = bench.audience.exposes(asked, operation, proved=True)
    if not outcome.get("ok"):
        return _failed(call, outcome.get("error"), exposed=exposed)
    calling = Calling(bench, asked, call, had_read_others=False, had_read_private=False)
    text = _completed(calling, entry, operation, record)
    return ToolTold(call=call, text=text, tainted=calling.tainted, private=calling.private or exposed)


def _completed(calling: Calling, entry: Entry, operation: AnyOperation, record: ConfirmationRecord) -> str:
    result = (record.outcome or {}).get("result")
    done = Completed(result if isinstance(result, dict) else {}, record.audit_id)
    return calling.completed(entry, operation, done, by=str(record.decided_by))


def _failed(call: ToolCall, error: JsonValue, *, exposed: bool) -> ToolTold:
    told = error if isinstance(error, dict) else {}
    quoting = told.get("code") in QUOTING
    text = f"It was approved, but then it failed.\n{results.of_failure(told, quoting=quoting)}"
    return ToolTold(call=call, text=text, failed=True, tainted=quoting, private=exposed)
