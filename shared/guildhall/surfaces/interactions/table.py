"""The generated table of slash commands, as door and worker read it; `commands` writes it from the catalogue."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from guildhall.discord import limits
from guildhall.surfaces.interactions.wire import OptionType

type OptionValue = str | int | float | bool
type Choice = tuple[str, OptionValue]

_READERS: Mapping[OptionType, Callable[[str], OptionValue]] = {
    OptionType.BOOLEAN: {"true": True, "false": False}.__getitem__,
    OptionType.INTEGER: int,
    OptionType.NUMBER: float,
}
DRY_RUN = "dry_run"
"""The option of every write with which it is only previewed."""
PATH = Path(__file__).parents[2] / "generated" / "commands.json"


class Shape(StrEnum):
    """How many values an option's text holds.

    `many` are separated by spaces or commas; a `map` is JSON, or `name=value` pairs separated by spaces.
    """

    ONE = "one"
    MANY = "many"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command.

    Attributes:
        shape: Whether its text is one value, or several in one (`Shape`).
        operations: Whether autocomplete offers the names of the operations.
        choices: What else autocomplete offers, in order.
    """

    type: OptionType
    shape: Shape = Shape.ONE
    operations: bool = False
    choices: tuple[Choice, ...] = ()

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Option":
        """Return the option that `asdict` wrote."""
        choices = tuple((str(name), value) for name, value in row["choices"])
        return cls(OptionType(row["type"]), Shape(row["shape"]), row["operations"], choices)

    def coerce(self, text: str) -> OptionValue:
        """Return the value that a text stands for in this option's type; a text that fits none is left as it is."""
        try:
            return _READERS[self.type](text) if self.type in _READERS else text
        except (ValueError, KeyError):
            return text


@dataclass(frozen=True, slots=True)
class Form:
    """A text that is asked for in a modal when the command was given without it.

    Attributes:
        instead: Options that may stand in its place: where one of them is given, it is not asked for.
    """

    name: str
    label: str
    min_length: int
    max_length: int
    instead: tuple[str, ...] = ()

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "Form":
        """Return the form that `asdict` wrote."""
        return cls(**{**form, "instead": tuple(form.get("instead", ()))})

    def is_wanted(self, given: Mapping[str, OptionValue]) -> bool:
        """Return whether a command that was given so is asked for the text."""
        left_out = not str(given.get(self.name, "")).strip()
        return left_out and not any(str(given.get(name, "")).strip() for name in self.instead)


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A slash command that can be invoked.

    Attributes:
        operation: The operation's name; None for commands of the surface itself, such as `help`.
        private: Whether its answer is shown to its asker only.
        here: Whether `channel_id`, when it was left out, is the channel where the command was given.
    """

    description: str
    operation: str | None
    private: bool
    here: bool = False
    options: Mapping[str, Option] = field(default_factory=dict)
    forms: tuple[Form, ...] = ()

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "CommandRow":
        """Return the row that `to_json` wrote."""
        options = {name: Option.read(option) for name, option in row["options"].items()}
        forms = tuple(Form.read(form) for form in row["forms"])
        return cls(row["description"], row["operation"], row["private"], row["here"], options, forms)

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON."""
        return asdict(self)


class CommandTable:
    """All commands, by path: `help`, `channel list`; a row of a document is read when it is wanted."""

    def __init__(
        self, rows: Mapping[str, CommandRow], operations: Iterable[str], unread: Mapping[str, Any] | None = None
    ) -> None:
        self._rows = dict(rows)
        self._unread = unread or {}
        self._operations: tuple[Choice, ...] = tuple((name, name) for name in operations)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "CommandTable":
        """Return the table in a generated document."""
        return cls({}, document["operations"], document["commands"])

    def find(self, path: str) -> CommandRow | None:
        """Return the command, or None when there is none of that path."""
        if path not in self._rows and path in self._unread:
            self._rows[path] = CommandRow.read(self._unread[path])
        return self._rows.get(path)

    def rows(self) -> dict[str, CommandRow]:
        """Return all commands, in the order of their paths."""
        paths = sorted({*self._rows, *self._unread})
        return {path: row for path in paths if (row := self.find(path))}

    def suggest(self, path: str, option_name: str, typed: str) -> list[Choice]:
        """Return what autocomplete offers for what was typed so far, as many choices as Discord shows."""
        row = self.find(path)
        option = row.options.get(option_name) if row else None
        if option is None:
            return []
        wanted = typed.strip().casefold()
        offered = option.choices + (self._operations if option.operations else ())
        fitting = [
            choice for choice in offered if wanted in choice[0].casefold() or wanted == str(choice[1]).casefold()
        ]
        return fitting[: limits.AUTOCOMPLETE_CHOICES_COUNT]


@cache
def document() -> dict[str, Any]:
    """Return the generated document: `registration`, `commands`, `operations`, `left_out`."""
    read: dict[str, Any] = json.loads(PATH.read_text("utf-8"))
    return read


@cache
def load() -> CommandTable:
    """Return the generated table; it is read once per process."""
    return CommandTable.read(document())
