"""`make check`: the checks of one commit, side by side, each with its time; what fails shows its output.

Stdlib only. Fails when any check fails.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "types": [str(BIN / "mypy")],
    "contracts": [sys.executable, "-m", "pytest", "-n", "2", "tests/contract"],
    "generated": [sys.executable, "tools/generate.py", "--check"],
    "imports": [str(BIN / "lint-imports")],
    "lint": [str(BIN / "ruff"), "check"],
    "format": [str(BIN / "ruff"), "format", "--check"],
}
"""The slow ones first, so that they share the processors from the start."""


class Result(NamedTuple):
    """How one check ended."""

    name: str
    code: int
    output: str
    seconds: float


def run(name: str) -> Result:
    """Run one check and keep its output."""
    started = time.perf_counter()
    done = subprocess.run(
        CHECKS[name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return Result(name, done.returncode, done.stdout, time.perf_counter() - started)


def main(names: list[str]) -> int:
    """Run the named checks, or all; returns 1 when one fails."""
    failed = 0
    with ThreadPoolExecutor(max(os.cpu_count() or 2, 2)) as workers:
        for future in as_completed([workers.submit(run, name) for name in names or CHECKS]):
            result = future.result()
            print(f"{'ok    ' if result.code == 0 else 'FAILED'} {result.name} ({result.seconds:.1f} s)", flush=True)
            if result.code:
                failed += 1
                print(result.output, flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
