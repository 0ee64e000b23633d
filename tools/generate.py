"""Write what is derived from the catalogue, or with `--check` say what is stale.

shared/guildhall/generated/tools.jsonl        what the MCP door reads instead of importing every operation
shared/guildhall/generated/agent_tools.jsonl  the same for the agent
shared/guildhall/generated/commands.json      the same for the interactions door
docs/operations.md                            the page for people
docs/examples.md                              a call of each
docs/coverage.md                              which of Discord's operations are carried, and why the others are not
README.md                                     its numbers, between two markers
docs/texts.md                                 which texts the types let through, for reviewers
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from guildhall.surfaces import docs, docs_examples, docs_texts
from guildhall.surfaces.agent.tools import definitions as agent_tools
from guildhall.surfaces.interactions import commands
from guildhall.surfaces.mcp import tools
from guildhall.surfaces.tools import table
from tools import counts, coverage

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT / "shared" / "guildhall" / "generated"


def _json(make: Callable[[], object]) -> Callable[[], str]:
    return lambda: json.dumps(make(), indent=1, ensure_ascii=False) + "\n"


FILES: dict[Path, Callable[[], str]] = {
    GENERATED / "tools.jsonl": lambda: "".join(table.lines(tools.generate())),
    GENERATED / "agent_tools.jsonl": lambda: "".join(table.lines(agent_tools.generate())),
    GENERATED / "commands.json": _json(commands.generate),
    ROOT / "docs" / "operations.md": docs.generate,
    ROOT / "docs" / "examples.md": docs_examples.generate,
    ROOT / "docs" / "coverage.md": coverage.generate,
    counts.README: counts.generate,
    ROOT / "docs" / "texts.md": docs_texts.generate,
}


def stale() -> list[Path]:
    """Return the generated files that are not what the code makes today."""
    return [path for path, make in FILES.items() if not path.exists() or path.read_text("utf-8") != make()]


def main(arguments: list[str]) -> int:
    """Write the files, or only compare them."""
    paths = stale()
    for path in paths:
        if "--check" in arguments:
            print(f"stale: {path.relative_to(ROOT)}; run `make docs`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(FILES[path](), "utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return int("--check" in arguments and bool(paths))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
