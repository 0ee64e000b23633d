"""The table of tools, derived from the catalogue at build time; `table.py` reads it at run time.

An operation says nothing about MCP: its name, title, description, schemas and hints follow from the class. Four finder
tools lead to the operations that a client is not shown, so that a catalogue of hundreds costs a model only some twenty.
"""

from typing import Any

from pydantic import BaseModel

from guildhall.discord.permissions import describe
from guildhall.operations import catalogue, naming
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from guildhall.surfaces.mcp import finders, schemas
from guildhall.surfaces.mcp.schemas import Schema
from guildhall.surfaces.mcp.view import FINDERS

_HUMAN = {
    Risk.SENSITIVE: "A human may have to approve it in Discord.",
    Risk.DESTRUCTIVE: "A human approves it in Discord first.",
}


def generate() -> dict[str, Any]:
    """Return the table: every operation as a tool, and the finders, by name."""
    entries = [*(_of_operation(operation) for operation in catalogue.every()), *_finders()]
    return {"tools": sorted(entries, key=lambda entry: str(entry["definition"]["name"]))}


def _of_operation(operation: type[AnyOperation]) -> dict[str, Any]:
    name, spec = operation.full_name(), operation.spec
    reads = spec.risk is Risk.READ
    taken, result = schemas.input_of(operation), schemas.result_of(operation.result_model())
    definition = {
        "name": naming.tool_name(name),
        "title": naming.title(name),
        "description": _description(operation),
        "inputSchema": taken if reads else schemas.with_write_arguments(taken),
        "outputSchema": schemas.read_output(result) if reads else schemas.write_output(result),
        "annotations": _annotations(spec.risk, idempotent=spec.idempotent, open_world=spec.route is not None),
    }
    toolset, _ = naming.command_path(name)
    return {
        "operation": name,
        "toolset": toolset,
        "risk": spec.risk.label,
        "listed": spec.listed,
        "definition": definition,
    }


def _description(operation: type[AnyOperation]) -> str:
    spec = operation.spec
    told = [" ".join((operation.__doc__ or "").split())]
    if spec.permission is not None:
        needed = describe(spec.permission)
        told.append(f"Needs {' and '.join(needed)} in Discord, for you and the bot alike.")
    if spec.risk is not Risk.READ:
        told.append("Only previews unless dry_run=false.")
    if spec.risk in _HUMAN:
        told.append(_HUMAN[spec.risk])
    return " ".join(told)


def _annotations(risk: Risk, *, idempotent: bool, open_world: bool) -> dict[str, bool]:
    reads = risk is Risk.READ
    return {
        "readOnlyHint": reads,
        "destructiveHint": risk is Risk.DESTRUCTIVE,
        "idempotentHint": reads or idempotent,
        "openWorldHint": open_world,
    }


def _finders() -> list[dict[str, Any]]:
    search = _finder("search", finders.SearchOperations, _read_output(finders.OperationsFound), Risk.READ)
    describe_ = _finder("describe", finders.DescribeOperation, _read_output(finders.OperationDescribed), Risk.READ)
    run_read = _finder("run_read", finders.RunReadOperation, _read_output(finders.OperationRan), Risk.READ)
    written = schemas.write_output(schemas.result_of(finders.AnyResult))
    run_write = _finder("run_write", finders.RunWriteOperation, written, Risk.DESTRUCTIVE)
    return [search, describe_, run_read, run_write]


def _read_output(model: type[BaseModel]) -> Schema:
    return schemas.read_output(schemas.result_of(model))


def _finder(verb: str, model: type[BaseModel], output: Schema, risk: Risk) -> dict[str, Any]:
    taken = schemas.input_of(model)
    runs = verb.startswith("run_")
    definition = {
        "name": f"{FINDERS}_{verb}",
        "title": f"{verb.replace('_', ' ').capitalize()} operation{'' if runs else 's'}",
        "description": " ".join((model.__doc__ or "").split()),
        "inputSchema": taken if risk is Risk.READ else schemas.with_write_arguments(taken),
        "outputSchema": output,
        "annotations": _annotations(risk, idempotent=False, open_world=runs),
    }
    return {"operation": None, "toolset": FINDERS, "risk": risk.label, "listed": True, "definition": definition}
