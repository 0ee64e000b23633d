"""One system for this folder, as `make local` runs it."""

from collections.abc import Iterator

import pytest

from tests.e2e.system import System, running


@pytest.fixture(scope="package")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("system") / "state") as started:
        yield started
