"""What the terminal shows. What people and programs named themselves is shown letter by letter, never obeyed."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue
from rich.console import Console
from rich.table import Table
from rich.text import Text

_PIPED_COLUMNS = 200
_TONES = {"done": "green", "failed": "red", "denied": "red", "unknown": "yellow", "pending": "yellow"}


def clean(value: object) -> str:
    """Return a value as one line without characters that would steer a terminal."""
    text = "" if value is None else str(value)
    return "".join(character if character.isprintable() else "?" for character in text)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Show rows; a cell with a word for how something ended has its colour."""
    say(title)
    shown = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        shown.add_row(*(Text(clean(cell), style=_TONES.get(clean(cell), "")) for cell in row))
    _console().print(shown)


def say(text: str) -> None:
    """Show a line."""
    _console().print(Text(clean(text)), soft_wrap=True)


def note(text: str) -> None:
    """Show a line on standard error, where it is in no program's way."""
    Console(stderr=True, highlight=False).print(Text(clean(text)), soft_wrap=True)


def complain(message: str, hint: str) -> None:
    """Show on standard error what went wrong and what to do."""
    console = Console(stderr=True, highlight=False)
    console.print(Text(f"Error: {clean(message)}", style="red"), soft_wrap=True)
    if hint:
        console.print(Text(clean(hint)), soft_wrap=True)


def as_json(value: JsonValue | Mapping[str, JsonValue]) -> str:
    """Return a value as one line of JSON, in plain ASCII."""
    return json.dumps(value, sort_keys=True)


def emit(text: str) -> None:
    """Write a line for programs."""
    sys.stdout.write(f"{text}\n")


def _console() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED_COLUMNS)
