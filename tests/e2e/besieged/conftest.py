"""One system for this folder; `attacks.calm` brings its first policy back."""

from collections.abc import Iterator

import pytest

from tests.e2e import attacks
from tests.e2e.system import System


@pytest.fixture(scope="package")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with attacks.besieged(tmp_path_factory.mktemp("besieged")) as system:
        yield system
