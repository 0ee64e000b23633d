"""The generated table of tools, as the door reads it; the catalogue itself stays unloaded.

Hundreds of tools have more than a megabyte of schemas, of which one process needs a few. So the file is made of lines:
the first holds what is said of each tool in a list (and is searched), each of the others one tool as `tools/list` tells
it with an example beside that, in the same order, and is not looked into before somebody wants that tool.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from guildhall.errors import ConfigurationError
from guildhall.operations import aliases

FINDERS = "operations"
"""The toolset of the tools that lead to the others."""
PATH = Path(__file__).parents[2] / "generated" / "tools.jsonl"
_EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Entry:
    """A tool.

    Attributes:
        operation: The operation that it runs; None for a finder.
        toolset: The operation's resource, or `operations` for a finder.
        risk: `read`, `write`, `sensitive` or `destructive`.
        listed: Whether it is shown unless the address asks for something else.
        name: The tool's name.
        title: The tool's name for people.
        description: What it does.
        line: The whole tool and its example as JSON.
    """

    operation: str | None
    toolset: str
    risk: str
    listed: bool
    name: str
    title: str
    description: str
    line: bytes = field(repr=False)

    @property
    def definition(self) -> Mapping[str, Any]:
        """The tool as `tools/list` tells it; raises ConfigurationError when it is not what was generated."""
        return _read(self.line)[0]

    @property
    def example(self) -> Mapping[str, Any]:
        """The arguments of a likely call, without the guild; raises as `definition`."""
        return _read(self.line)[1]

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


def lines(generated: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the file for what `tools.generate` made: what each entry and its definition say."""
    tools = generated["tools"]
    told = ("name", "title", "description")
    heads = [
        {name: value for name, value in entry.items() if name not in {"definition", _EXAMPLE}}
        | {name: entry["definition"][name] for name in told}
        for entry in tools
    ]
    whole = [entry["definition"] | {name: entry[name] for name in (_EXAMPLE,) if name in entry} for entry in tools]
    for part in (heads, *whole):
        yield json.dumps(part, ensure_ascii=False, separators=(",", ":")) + "\n"


def read(text: bytes) -> Table:
    """Return the table in the lines of a file.

    Raises:
        ValueError: Its lines are not one for each tool behind the first.
    """
    first, *rest = text.removesuffix(b"\n").split(b"\n")
    entries = zip(json.loads(first), rest, strict=True)
    return Table(tuple(Entry(**head, line=line) for head, line in entries))


@cache
def _read(line: bytes) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return a tool and its example."""
    try:
        definition: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise _broken() from error
    return definition, definition.pop(_EXAMPLE, {})


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
        return read(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _broken() from error


def _broken() -> ConfigurationError:
    return ConfigurationError("The table of tools cannot be read.", "Generate it again: `make docs`.")
