"""The table of tools, derived from the catalogue at build time; `table.py` reads it at run time.

An operation says nothing about MCP: its name, title, description, schemas and hints follow from the class. Four finder
tools lead to the operations that a client is not shown, so that a catalogue of hundreds costs a model only some twenty.
"""

from typing import Any

from pydantic import BaseModel

from guildhall.operations import catalogue, naming
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from guildhall.surfaces.tools import descriptions, examples, schemas
from guildhall.surfaces.tools.finders import FINDERS_BY_VERB, AnyResult
from guildhall.surfaces.tools.schemas import Schema
from guildhall.surfaces.tools.table import FINDERS

_PREVIEWS = "Only previews unless dry_run=false."


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
        "description": descriptions.of(operation, _PREVIEWS),
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
        "example": examples.of(operation),
        "definition": definition,
    }


def _annotations(risk: Risk, *, idempotent: bool, open_world: bool) -> dict[str, bool]:
    reads = risk is Risk.READ
    return {
        "readOnlyHint": reads,
        "destructiveHint": risk is Risk.DESTRUCTIVE,
        "idempotentHint": reads or idempotent,
        "openWorldHint": open_world,
    }


def _finders() -> list[dict[str, Any]]:
    written = schemas.write_output(schemas.result_of(AnyResult))
    return [
        _finder(verb, taken, written if given is None else schemas.read_output(schemas.result_of(given)))
        for verb, (taken, given) in FINDERS_BY_VERB.items()
    ]


def _finder(verb: str, model: type[BaseModel], output: Schema) -> dict[str, Any]:
    taken, runs = schemas.input_of(model), verb.startswith("run_")
    risk = Risk.DESTRUCTIVE if verb == "run_write" else Risk.READ
    definition = {
        "name": f"{FINDERS}_{verb}",
        "title": descriptions.title_of_finder(verb),
        "description": descriptions.first_words(model),
        "inputSchema": taken if risk is Risk.READ else schemas.with_write_arguments(taken),
        "outputSchema": output,
        "annotations": _annotations(risk, idempotent=False, open_world=runs),
    }
    return {"operation": None, "toolset": FINDERS, "risk": risk.label, "listed": True, "definition": definition}
