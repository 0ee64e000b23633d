"""One system for this folder, whose model does whatever it reads."""

from collections.abc import Iterator

import pytest

from tests.e2e import attacks
from tests.e2e.system import System
from tests.e2e.watching import obey


@pytest.fixture(scope="package")
def obedient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with attacks.besieged(tmp_path_factory.mktemp("obedient")) as system:
        obey(system)
        yield system
