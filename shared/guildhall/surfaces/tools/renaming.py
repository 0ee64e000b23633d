"""Calls by an old name: they are answered by the tool of today, and told its name."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import JsonValue

from guildhall.operations.aliases import current
from guildhall.operations.aliases_arguments import arguments_now
from guildhall.surfaces.tools.table import Entry
from guildhall.surfaces.tools.telling import Told


def arguments(called: str, entry: Entry, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the arguments as the tool takes them; they are as they were unless it was called by an old name."""
    return arguments_now(called, given, entry.definition["inputSchema"].get("properties", {}))


def noted(called: str, entry: Entry, told: Told) -> Told:
    """Return the answer, with the tool's name of today before it where it was called by an old one."""
    if entry.operation is None or current(called) != entry.operation:
        return told
    return replace(told, text=f"{called} is called {entry.name} here.\n{told.text}")
