"""Two running systems for the whole session of each worker; each starts when the first test needs it."""

from collections.abc import Iterator

import pytest

from tests.e2e.system import System, running
from tests.e2e.turns import House, house


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("system") / "state") as started:
        yield started


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One more, whose AWS has bad moments; for tests that disturb others."""
    with house(tmp_path_factory.mktemp("house") / "state") as built:
        yield built
