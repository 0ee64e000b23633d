"""A fresh platform for each test."""

import pytest

from tests.fakes.platform import Rig


@pytest.fixture
def rig() -> Rig:
    return Rig()
