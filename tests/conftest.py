"""How the suite is spread over processes: what is long first, and files that share a running system in one process."""

from typing import Any

import pytest

SHARED = {
    "tests/e2e/test_turn_deliveries.py": "place",
    "tests/e2e/test_turn_failures.py": "place",
    "tests/e2e/test_turn_waits.py": "place",
    "tests/e2e/test_turn_asks.py": "place",
    "tests/e2e/test_turn_jobs.py": "place",
    "tests/e2e/test_mcp_door.py": "system",
    "tests/e2e/test_pipeline.py": "system",
    "tests/e2e/test_playground.py": "system",
    "tests/e2e/test_playground_chat.py": "system",
    "tests/e2e/test_audience.py": "obedient",
    "tests/e2e/test_injections.py": "obedient",
    "tests/e2e/test_crashes_everywhere.py": "moved",
    "tests/e2e/test_question_ends.py": "moved",
    "tests/e2e/test_turns_restarting.py": "moved",
    "tests/e2e/test_governing.py": "besieged",
}
"""The files that ask one system of `e2e/conftest.py` for everything; its start is most of what a file costs."""
BESIEGED = "tests/e2e/test_attacks_"
LONG = ("tests/e2e/", "tests/integration/", "tests/contract/")
"""In this order, and everything else after them: what is short fills up the processes in the end."""
UNMEASURED = "tests/e2e/"
"""Here coverage finds nothing that the other suites do not, and makes everything slower."""


def together(path: str) -> str:
    """Return the name of what runs in one process."""
    return "besieged" if path.startswith(BESIEGED) else SHARED.get(path, path)


def urgency(path: str) -> tuple[int, bool]:
    """Return what sorts files: by suite, and those that share before those that do not."""
    suite = next((place for place, folder in enumerate(LONG) if path.startswith(folder)), len(LONG))
    return suite, together(path) == path


def file_of(nodeid: str) -> str:
    """Return the path in a test's id."""
    return nodeid.partition("::")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the suites into their order, and leave coverage out where it is of no use."""
    items.sort(key=lambda item: urgency(file_of(item.nodeid)))
    for item in items:
        if item.nodeid.startswith(UNMEASURED):
            item.add_marker("no_cover")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Give out files, and those that share a system together."""
    from xdist.scheduler import LoadFileScheduling  # a run in one process does not need it

    class Files(LoadFileScheduling):  # type: ignore[misc]  # the plugin has no types
        def _split_scope(self, nodeid: str) -> str:
            return together(file_of(nodeid))

    return Files(config, log)
