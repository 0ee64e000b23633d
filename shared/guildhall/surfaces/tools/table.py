"""The generated table of tools, as the door reads it; the catalogue itself stays unloaded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from guildhall.errors import ConfigurationError
from guildhall.operations import aliases

FINDERS = "operations"
"""The toolset of the tools that lead to the others."""
PATH = Path(__file__).parents[2] / "generated" / "tools.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A tool.

    Attributes:
        operation: The operation that it runs; None for a finder.
        toolset: The operation's resource, or `operations` for a finder.
        risk: `read`, `write`, `sensitive` or `destructive`.
        listed: Whether it is shown unless the address asks for something else.
        definition: The tool as `tools/list` tells it.
    """

    operation: str | None
    toolset: str
    risk: str
    listed: bool
    definition: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The tool's name."""
        return str(self.definition["name"])

    @property
    def title(self) -> str:
        """The tool's name for people."""
        return str(self.definition["title"])

    @property
    def description(self) -> str:
        """What it does."""
        return str(self.definition["description"])

    @property
    def reads_only(self) -> bool:
        """Whether it changes nothing."""
        return self.risk == "read"


@dataclass(frozen=True, slots=True)
class Table:
    """All tools, by name."""

    entries: tuple[Entry, ...]

    def find(self, tool: str) -> Entry | None:
        """Return the tool of that name, or of an old one."""
        known = next((entry for entry in self.entries if entry.name == tool), None)
        return known or self._of_old_name(tool)

    def of_operation(self, name: str) -> Entry | None:
        """Return the tool of an operation, by the operation's name, the tool's, or an old one."""
        return self._named(name) or self._of_old_name(name)

    def _named(self, name: str) -> Entry | None:
        return next(
            (entry for entry in self.entries if entry.operation and name in {entry.operation, entry.name}), None
        )

    def _of_old_name(self, name: str) -> Entry | None:
        ours = aliases.current(name)
        return self._named(ours) if ours else None

    @property
    def toolsets(self) -> tuple[str, ...]:
        """The names of all toolsets, sorted."""
        return tuple(sorted({entry.toolset for entry in self.entries}))


def read(generated: Mapping[str, Any]) -> Table:
    """Return the table that `tools.generate` wrote."""
    return Table(tuple(Entry(**entry) for entry in generated["tools"]))


@cache
def table() -> Table:
    """Return this deployment's table.

    Raises:
        ConfigurationError: It was not generated, or is not what was generated.
    """
    return load(PATH)


def load(path: Path) -> Table:
    """Return a generated table; raises as `table`."""
    try:
        return read(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError("The table of tools cannot be read.", "Generate it again: `make docs`.") from error
