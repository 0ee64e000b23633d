"""One system for this folder, whose AWS has bad moments when a test orders them."""

from collections.abc import Iterator

import pytest

from tests.e2e.turns import House, house


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house") / "state") as built:
        yield built
