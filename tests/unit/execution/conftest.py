"""A fresh platform for each test, and a question that was asked on it."""

import pytest

from tests.fakes.platform import Rig
from tests.unit.execution import question


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
def asked(rig: Rig) -> str:
    """A question to delete three messages in #general, asked by the moderator's program."""
    return question.ask(rig)
