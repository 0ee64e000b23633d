"""One system for this folder; `attacks.calm` brings its first policy back.

Of the many cases of an attack two are tried: the first and the last. What decides them is tried
with all of them by the unit tests; with `ATTACKS=all` (`make nightly`) they all come from outside, too.
"""

import os
from collections.abc import Iterator

import pytest

from tests.e2e import attacks
from tests.e2e.system import System

FEW = 2


@pytest.fixture(scope="package")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with attacks.besieged(tmp_path_factory.mktemp("besieged")) as system:
        yield system


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the cases that only the night has time for."""
    if os.environ.get("ATTACKS") == "all" or any("[" in given for given in config.args):
        return
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if "/besieged/" in item.nodeid:
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    late = [item for each in cases.values() for item in each if item not in _some(each)]
    items[:] = [item for item in items if item not in late]
    config.hook.pytest_deselected(items=late)


def _some(cases: list[pytest.Item]) -> list[pytest.Item]:
    return cases if len(cases) <= FEW else [cases[0], cases[-1]]
