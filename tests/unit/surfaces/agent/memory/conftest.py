"""A memory and all that it is made of."""

import pytest

from tests.unit.surfaces.agent.memory.support import House


@pytest.fixture
def house() -> House:
    return House()
