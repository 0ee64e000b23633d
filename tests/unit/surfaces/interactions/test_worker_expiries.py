"""The end of a question as a message: done once, again while a table is down, and given up when it makes no sense."""

import pytest

from guildhall.errors import ConfirmationInvalid, GuildhallError, StoreUnavailable
from guildhall.surfaces.interactions.job import ExpiryJob, decode, encode
from tests.unit.surfaces.interactions.workbench import Workbench

OVER = ExpiryJob("01m7wd7tg0khfe92arj3q2bz03")


def test_it_comes_back_as_it_was_sent() -> None:
    assert decode(encode(OVER)) == OVER


def test_the_question_is_let_be_over() -> None:
    bench = Workbench()
    assert bench.worker().handle(encode(OVER), 1)
    assert bench.ended == [OVER.confirmation_id]
    assert bench.woken == []


@pytest.mark.parametrize(
    ("trouble", "done"),
    [(StoreUnavailable("The database gave no answer."), False), (ConfirmationInvalid("No such request."), True)],
)
def test_what_may_pass_comes_again(trouble: GuildhallError, done: bool) -> None:
    bench = Workbench(trouble=trouble)
    assert bench.worker().handle(encode(OVER), 1) is done
