"""One system for this folder, whose clocks can be moved and whose processes die."""

from collections.abc import Iterator

import pytest

from tests.e2e.system import System, running


@pytest.fixture(scope="package")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    state = tmp_path_factory.mktemp("moved") / "state"
    state.mkdir()
    (state / "clock").write_text("0", "utf-8")
    with running(state) as started:
        yield started
