"""The question's state machine, as a table: every state, every press, what it becomes, and whether it was executed."""

from collections.abc import Callable

import pytest

from guildhall.discord.ids import UserId
from guildhall.errors import ConfirmationInvalid, GuildhallError, InProgress
from guildhall.operations.spec import Risk
from tests.fakes.guild import ADMIN, MODERATOR, OWNER
from tests.fakes.platform import LEASE_S, Crash, Rig
from tests.unit.execution import question
from tests.unit.execution.question import executed, record_of

OVER_S = 1801


def _pressed(rig: Rig, asked: str, verb: str, who: UserId) -> Rig:
    rig.press(asked, verb, who)
    return rig


def _died(rig: Rig, asked: str, where: str) -> None:
    with rig.crashing_at(where), pytest.raises(Crash):
        _pressed(rig, asked, "approve", OWNER)
    rig.clock.advance(LEASE_S)


def _later(rig: Rig) -> Rig:
    rig.clock.advance(OVER_S)
    return rig


STATES: dict[str, tuple[int, Callable[[Rig, str], object]]] = {
    "pending": (1, lambda rig, asked: None),
    "pending for two": (2, lambda rig, asked: None),
    "half approved": (2, lambda rig, asked: _pressed(rig, asked, "approve", ADMIN)),
    "overdue": (1, lambda rig, asked: _later(rig)),
    "half approved, overdue": (2, lambda rig, asked: _later(_pressed(rig, asked, "approve", ADMIN))),
    "approved, cut off": (1, lambda rig, asked: _died(rig, asked, "confirmation.approved")),
    "executing, cut off": (1, lambda rig, asked: _died(rig, asked, "execution.intent_recorded")),
    "done": (1, lambda rig, asked: _pressed(rig, asked, "approve", OWNER)),
    "denied": (1, lambda rig, asked: _pressed(rig, asked, "deny", ADMIN)),
    "expired": (1, lambda rig, asked: _later(rig).platform.approvals.expire(asked)),
}
PRESSES: dict[str, Callable[[Rig, str], object]] = {
    "approve by one": lambda rig, asked: rig.press(asked, "approve", ADMIN),
    "approve by another": lambda rig, asked: rig.press(asked, "approve", OWNER),
    "deny": lambda rig, asked: rig.press(asked, "deny", OWNER),
    "deny by the asker": lambda rig, asked: rig.press(asked, "deny", MODERATOR),
    "details": lambda rig, asked: rig.press(asked, "details", ADMIN),
    "expire": lambda rig, asked: rig.platform.approvals.expire(asked),
    "withdraw": lambda rig, asked: rig.platform.approvals.withdraw(asked, MODERATOR),
    "no verb": lambda rig, asked: rig.press(asked, "execute", ADMIN),
}
TABLE: dict[str, dict[str, tuple[str, int]]] = {
    "pending": {
        "approve by one": ("done", 1),
        "approve by another": ("done", 1),
        "deny": ("denied", 0),
        "deny by the asker": ("denied", 0),
        "withdraw": ("denied", 0),
    },
    "pending for two": {
        "approve by one": ("pending", 0),
        "approve by another": ("pending", 0),
        "deny": ("denied", 0),
        "deny by the asker": ("denied", 0),
        "withdraw": ("denied", 0),
    },
    "half approved": {
        "approve by one": ("pending", 0),
        "approve by another": ("done", 1),
        "deny": ("denied", 0),
        "deny by the asker": ("denied", 0),
        "withdraw": ("denied", 0),
    },
    "overdue": {press: ("expired", 0) for press in PRESSES if press not in {"details", "no verb"}},
    "half approved, overdue": {press: ("expired", 0) for press in PRESSES if press not in {"details", "no verb"}},
    "approved, cut off": {"approve by one": ("done", 1), "approve by another": ("done", 1)},
    "executing, cut off": {"approve by one": ("done", 0), "approve by another": ("done", 0)},
    "done": {},
    "denied": {},
    "expired": {},
}
"""What a press changes; a press that is not here leaves the question, and what was executed, as it was."""


def _asked(rig: Rig, people: int) -> str:
    if people > 1:
        rig.set_policy(two_person_from=Risk.DESTRUCTIVE)
    return question.ask(rig)


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("state", STATES)
def test_every_press_on_every_state_does_what_the_table_says(rig: Rig, state: str, press: str) -> None:
    people, bring = STATES[state]
    asked = _asked(rig, people)
    bring(rig, asked)
    before = str(record_of(rig, asked).status), executed(rig)
    refused: GuildhallError | None = None
    try:
        PRESSES[press](rig, asked)
    except (ConfirmationInvalid, InProgress) as error:
        refused = error
    assert (refused is not None) is (press == "no verb")
    assert (str(record_of(rig, asked).status), executed(rig)) == TABLE[state].get(press, before)


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("state", STATES)
def test_no_second_press_executes_anything_twice(rig: Rig, state: str, press: str) -> None:
    people, bring = STATES[state]
    asked = _asked(rig, people)
    bring(rig, asked)
    for each in (press, "approve by one", "approve by another", press):
        try:
            PRESSES[each](rig, asked)
        except (ConfirmationInvalid, InProgress):
            continue
    assert executed(rig) <= 1
