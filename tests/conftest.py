"""How the suite is spread over processes: what is long comes first, and who shares a running system stays together.

The start of a system costs as much as many tests, so the files of a folder of `e2e/` share one. They leave each other
alone: people, channels and roles of their own, and numbers that are compared with what was there before.
"""

from typing import Any

import pytest

E2E = "tests/e2e/"
LONG = (E2E, "tests/integration/", "tests/contract/")
"""In this order, and everything else after them: what is short fills up the processes in the end."""
UNMEASURED = (E2E, "tests/contract/")
"""Here coverage finds nothing that the unit and integration tests do not, and takes as long as the tests themselves."""


def together(nodeid: str) -> str:
    """Return the path of what runs in one process: a file, or a folder of `e2e/`."""
    path = nodeid.partition("::")[0]
    folder = path.rpartition("/")[0]
    return folder if folder.startswith(E2E) else path


def urgency(nodeid: str) -> tuple[int, bool]:
    """Return what sorts tests: by suite, and those that share a system before those that do not."""
    suite = next((place for place, folder in enumerate(LONG) if nodeid.startswith(folder)), len(LONG))
    return suite, together(nodeid).endswith(".py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the suites into their order, and leave coverage out where it is of no use."""
    first = {together(item.nodeid): number for number, item in reversed(list(enumerate(items)))}
    items.sort(key=lambda item: (*urgency(item.nodeid), first[together(item.nodeid)]))
    for item in items:
        if item.nodeid.startswith(UNMEASURED):
            item.add_marker("no_cover")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Give out files, and folders that share a system as a whole."""
    from xdist.scheduler import LoadFileScheduling  # a run in one process does not need it

    class Together(LoadFileScheduling):  # type: ignore[misc]  # the plugin has no types
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    return Together(config, log)
