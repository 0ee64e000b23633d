"""What an undo brings back of all that is no channel, role, member or message: act, undo, and compare."""

from collections.abc import Iterator

import pytest

from local.discord.testing import Lab, laboratory
from tests.integration.undo_cases import CASES
from tests.integration.undo_house import Case, House, house_over, prove


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def house(running_lab: Lab) -> Iterator[House]:
    with house_over(running_lab) as found:
        yield found


@pytest.mark.requirement("F4")
@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case.operation}" for number, case in enumerate(CASES)])
def test_what_was_done_and_undone_is_as_it_was_or_differs_as_is_said(house: House, case: Case) -> None:
    prove(house, case)
