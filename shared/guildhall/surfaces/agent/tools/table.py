"""The generated table of the agent's tools, as a worker reads it; the catalogue itself stays unloaded."""

from functools import cache

from guildhall.store.turn_records import Block
from guildhall.surfaces.tools import table
from guildhall.surfaces.tools.table import Entry, Table

PATH = table.PATH.with_name("agent_tools.jsonl")


@cache
def tools() -> Table:
    """Return the agent's table; raises ConfigurationError when it was not generated."""
    return table.load(PATH)


def listed(entry: Entry) -> bool:
    """Return whether a tool stands in every request."""
    return entry.listed


def definitions() -> list[Block]:
    """Return the listed tools as the Messages API takes them, by name."""
    return [_block(entry) for entry in tools().entries if entry.listed]


def _block(entry: Entry) -> Block:
    return {
        "name": entry.name,
        "description": entry.description,
        "input_schema": entry.definition["inputSchema"],
    }
