"""The numbers in the README, counted: what stands between its two markers is written by `make docs`."""

import re
from pathlib import Path

from guildhall.operations import catalogue
from guildhall.operations.spec import Risk
from guildhall.surfaces import docs_toolsets
from guildhall.surfaces.interactions import commands
from tools import coverage

README = Path(__file__).resolve().parent.parent / "README.md"
_BEGIN, _END = "<!-- generated: counts -->", "<!-- end of generated -->"
_BETWEEN = re.compile(rf"(?<={re.escape(_BEGIN)}\n).*?(?={re.escape(_END)})", re.DOTALL)


def generate() -> str:
    """Return the README with today's numbers.

    Raises:
        ValueError: It has not exactly one place for them.
    """
    text, places = _BETWEEN.subn(lambda _: f"{told()}\n", README.read_text("utf-8"))
    if places != 1:
        raise ValueError(f"{README.name} has {places} places between {_BEGIN} and {_END}")
    return text


def told() -> str:
    """Return the numbers in words."""
    operations = list(catalogue.every())
    reads = sum(operation.spec.risk is Risk.READ for operation in operations)
    rows = list(coverage.rows())
    carried = sum(row.carried for row in rows)
    slash = len(commands.generate()["commands"])
    toolsets = len(docs_toolsets.by_name(operations))
    return (
        f"**{len(operations)} operations** in {toolsets} toolsets: {reads} read, {len(operations) - reads} change "
        f"something; {slash} slash commands.\nOf the {len(rows)} in Discord's own document {carried} are carried, "
        "and [docs/coverage.md](docs/coverage.md) says why the others are not."
    )
