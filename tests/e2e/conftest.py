"""Running systems for the whole session of each worker; each starts when the first test needs it.

A start costs as much as many tests, so files share a system as far as they leave each other alone: people, channels and
roles of their own, and numbers that are compared with what was there before. `tests/conftest.py` brings them together.
"""

from collections.abc import Iterator

import pytest

from tests.e2e import attacks
from tests.e2e.system import System, running
from tests.e2e.turns import House, house
from tests.e2e.watching import obey


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("system") / "state") as started:
        yield started


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One more, whose AWS has bad moments; for tests that disturb others."""
    with house(tmp_path_factory.mktemp("house") / "state") as built:
        yield built


@pytest.fixture(scope="session")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """One whose clocks can be moved and where Discord sets no pace; `attacks.calm` brings its first policy back."""
    with attacks.besieged(tmp_path_factory.mktemp("besieged")) as system:
        yield system


@pytest.fixture(scope="session")
def obedient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Another one like that, whose model does whatever it reads."""
    with attacks.besieged(tmp_path_factory.mktemp("obedient")) as system:
        obey(system)
        yield system


@pytest.fixture(scope="session")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """One whose clocks can be moved, and whose processes die."""
    state = tmp_path_factory.mktemp("moved") / "state"
    state.mkdir()
    (state / "clock").write_text("0", "utf-8")
    with running(state) as started:
        yield started
