"""The agent's tools, derived from the catalogue at build time; `tool_table` reads them at run time.

They are the catalogue's, as MCP clients see it, but for three things: the guild is the one where the agent was asked,
so no tool takes one; a write is done unless it is to be shown first, because the asker's own words are the intent; and
there are no plans to be given back. One tool is the agent's own: what was said with it in the channel before.
"""

from typing import Any

from pydantic import BaseModel

from guildhall.operations import catalogue, naming
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from guildhall.surfaces.agent.tools.conversation import TITLE, TOOLSET, ReadConversation
from guildhall.surfaces.tools import descriptions, examples, schemas
from guildhall.surfaces.tools.finders import FINDERS_BY_VERB, AnyResult
from guildhall.surfaces.tools.schemas import Schema
from guildhall.surfaces.tools.table import FINDERS

DRY_RUN: Schema = {
    "type": "boolean",
    "default": False,
    "description": "true: only show what would happen. Left out: do it, or ask a human first where risk demands it.",
}


def generate() -> dict[str, Any]:
    """Return the table: every operation, the finders and the agent's own tool, by name."""
    finders = [_finder(verb, taken, given or AnyResult) for verb, (taken, given) in FINDERS_BY_VERB.items()]
    entries = [*(_of_operation(operation) for operation in catalogue.every()), *finders, _conversation()]
    return {"tools": sorted(entries, key=lambda entry: str(entry["definition"]["name"]))}


def _of_operation(operation: type[AnyOperation]) -> dict[str, Any]:
    name, spec = operation.full_name(), operation.spec
    definition = {
        "name": naming.tool_name(name),
        "title": naming.title(name),
        "description": descriptions.of(operation),
        "inputSchema": _input(operation, writes=spec.risk is not Risk.READ),
        "outputSchema": schemas.result_of(operation.result_model()),
    }
    toolset, _ = naming.command_path(name)
    entry = _entry(definition, operation=name, toolset=toolset, risk=spec.risk, listed=spec.listed)
    return {**entry, "example": examples.of(operation)}


def _finder(verb: str, taken: type[BaseModel], given: type[BaseModel]) -> dict[str, Any]:
    writes = verb == "run_write"
    definition = {
        "name": f"{FINDERS}_{verb}",
        "title": descriptions.title_of_finder(verb),
        "description": descriptions.first_words(taken),
        "inputSchema": _input(taken, writes=writes),
        "outputSchema": schemas.result_of(given),
    }
    return _entry(definition, toolset=FINDERS, risk=Risk.DESTRUCTIVE if writes else Risk.READ)


def _conversation() -> dict[str, Any]:
    definition = {
        "name": ReadConversation.NAME,
        "title": TITLE,
        "description": descriptions.first_words(ReadConversation),
        "inputSchema": _input(ReadConversation, writes=False),
        "outputSchema": {"type": "object"},
    }
    return _entry(definition, toolset=TOOLSET, risk=Risk.READ)


def _input(model: type[BaseModel], *, writes: bool) -> Schema:
    schema = schemas.input_of(model)
    properties = {name: part for name, part in schema["properties"].items() if name != "guild_id"}
    return {**schema, "properties": {**properties, "dry_run": DRY_RUN} if writes else properties}


def _entry(
    definition: Schema, *, operation: str | None = None, toolset: str, risk: Risk, listed: bool = True
) -> dict[str, Any]:
    return {
        "operation": operation,
        "toolset": toolset,
        "risk": risk.label,
        "listed": listed,
        "definition": definition,
    }
