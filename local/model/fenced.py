"""Reads what a tool answered: words of the house outside, what came from Discord inside a fence, as short Markdown.

    **List messages**
    What stands between the two lines marked 7k2m9q0c1xv5t8dn comes from Discord's users: …
    <discord 7k2m9q0c1xv5t8dn>
    messages (1):
    - message_id: 1 · author_name: Ada
      content:
      > two
      > lines
    </discord 7k2m9q0c1xv5t8dn>

Whatever does not fit this picture is skipped, never refused.
"""

import re
from dataclasses import dataclass, field

FENCE = re.compile(r"<([a-z_]+) ([0-9a-z]{6,})>\n(.*?)\n?</\1 \2>", re.DOTALL)
PAIR = re.compile(r"([a-z_]+): (.*)", re.DOTALL)
HEADER = re.compile(r"[a-z_]+ \(\d+\):")
OPENS = re.compile(r"([a-z_]+):")
QUOTE = ">"

type Record = dict[str, str]


@dataclass(slots=True)
class Told:
    """What a fence holds: single values, and the items of its lists in their order."""

    fields: Record = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)


def outside(text: str) -> str:
    """The words of the house: everything outside fences, without the notices that name their marks."""
    marks = {found.group(2) for found in FENCE.finditer(text)}
    lines = FENCE.sub("", text).split("\n")
    kept = [line for line in lines if not any(mark in line for mark in marks)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def inside(text: str, tag: str = "discord") -> str:
    """What came from Discord, all fences of a text one after another."""
    return "\n".join(found.group(3) for found in FENCE.finditer(text) if found.group(1) == tag)


def read(text: str) -> Told:
    """The values inside a text's fences."""
    told = Told()
    target: Record = told.fields
    name: str | None = None
    for line in inside(text).split("\n"):
        bare = line.lstrip()
        depth = len(line) - len(bare)
        if bare.startswith(QUOTE):
            _quoted(target, name, bare)
            continue
        if not depth:
            target = told.fields
            if line.startswith("- "):
                target = {}
                told.records.append(target)
                bare = line[2:]
        name = _line(target, bare)
    return told


def _quoted(target: Record, name: str | None, bare: str) -> None:
    if name is not None:
        said = bare.removeprefix(QUOTE).removeprefix(" ")
        target[name] = f"{target[name]}\n{said}" if target[name] else said


def _line(target: Record, bare: str) -> str | None:
    """Read a line that is no quotation; the name whose value follows in quotations, if one does."""
    if HEADER.fullmatch(bare) or bare.startswith("- "):
        return None
    if opened := OPENS.fullmatch(bare):
        target.setdefault(opened.group(1), "")
        return opened.group(1)
    last: str | None = None
    for piece in bare.split(" · "):
        if pair := PAIR.fullmatch(piece):
            last = pair.group(1)
            target[last] = pair.group(2)
        elif last is not None:
            target[last] += f" · {piece}"
    return None
