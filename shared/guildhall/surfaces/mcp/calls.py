"""From a tool call to what is told: validate, run, tell. Every failure is told here, none leaves as an exception."""

from functools import partial

from pydantic import JsonValue

from guildhall.clock import new_id
from guildhall.errors import (
    ConfigurationError,
    GuildhallError,
    InvalidArguments,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.execution.outcome import Call
from guildhall.surfaces.mcp.ports import Visit
from guildhall.surfaces.tools import finders, telling
from guildhall.surfaces.tools.faults import internal
from guildhall.surfaces.tools.finders import Shelf
from guildhall.surfaces.tools.size import fit
from guildhall.surfaces.tools.table import Entry
from guildhall.surfaces.tools.telling import Told


def call(visit: Visit, entry: Entry, arguments: dict[str, JsonValue]) -> Told:
    """Run a tool for the visit's caller and tell how it went."""
    try:
        if entry.operation is None:
            shelf = Shelf(visit.table, visit.view.lists, visit.view.allows)
            return fit(entry, finders.run(shelf, entry, arguments, partial(_run, visit)))
        return fit(entry, _run(visit, entry, arguments))
    except GuildhallError as failure:
        told = internal(visit.log, failure, tool=entry.name) if _is_ours(failure) else failure
        return telling.of_failure(told)
    except Exception as error:  # noqa: BLE001  # whatever broke, the caller gets an answer with a reference
        return telling.of_failure(internal(visit.log, error, tool=entry.name))


def _run(visit: Visit, entry: Entry, arguments: dict[str, JsonValue]) -> Told:
    own, dry_run, plan_id = (arguments, None, None) if entry.reads_only else _split(arguments)
    try:
        operation = visit.platform.build(str(entry.operation), own, visit.principal)
    except InvalidArguments as refusal:
        telling.teach(entry, refusal)
        raise
    asked = Call(
        principal=visit.principal,
        operation=operation,
        idempotency_key=f"mcp:{new_id()}",
        dry_run=dry_run,
        plan_id=plan_id,
    )
    return telling.of_outcome(entry, visit.platform.executor.run(asked))


def _split(arguments: dict[str, JsonValue]) -> tuple[dict[str, JsonValue], bool | None, str | None]:
    own = {key: value for key, value in arguments.items() if key not in {"dry_run", "plan_id"}}
    dry_run, plan_id = arguments.get("dry_run"), arguments.get("plan_id")
    if dry_run is not None and not isinstance(dry_run, bool):
        raise InvalidArguments(
            "dry_run is neither true nor false.", "Give a JSON boolean, or leave it out for a preview."
        )
    if plan_id is not None and not isinstance(plan_id, str):
        raise InvalidArguments("plan_id is not a string.", "Give the plan_id of a preview, or leave it out.")
    return own, dry_run, plan_id or None


def _is_ours(failure: GuildhallError) -> bool:
    """Return whether the cause is the operator's or ours and does not pass by itself, so that no detail is told."""
    passing = isinstance(failure, StoreUnavailable | StoreThrottled)
    return isinstance(failure, ConfigurationError | StoreError) and not passing
