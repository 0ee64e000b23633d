"""What a door costs before it answers, as a multiple of an empty interpreter measured in the same run.

Fresh processes in turn, medians of seven; a ratio holds where milliseconds do not.
"""

import statistics
import subprocess
import sys
import time

import pytest

ROUNDS = 7
BUDGETS = {
    "interactions_endpoint.handler": 10.0,
    "operation_worker.handler": 38.0,
    "audit_sealer.handler": 14.0,
    "mcp_endpoint.handler": 9.0,
    "rest_endpoint.handler": 14.0,
    "guildhall.operations.message.bulk_delete": 18.0,
}


def seconds_to(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    programs = {"": "pass", **{module: f"import {module}" for module in BUDGETS}}
    for code in programs.values():
        seconds_to(code)
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, code in programs.items():
            taken[name].append(seconds_to(code))
    return {name: statistics.median(times) for name, times in taken.items()}


@pytest.mark.parametrize("module", BUDGETS)
def test_a_door_stays_within_its_budget(module: str, measured: dict[str, float]) -> None:
    ratio = measured[module] / measured[""]
    sys.stdout.write(f"\n{module}: {ratio:.1f} times an empty interpreter ({measured[module] * 1000:.0f} ms here)\n")
    assert ratio <= BUDGETS[module]
