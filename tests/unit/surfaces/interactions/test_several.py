"""Several questions at once: each is pressed on its own, and each is told on its own."""

import pytest

from guildhall.discord.budget import Budget
from guildhall.discord.ids import UserId
from guildhall.errors import ConfirmationInvalid, GuildhallError, InProgress, StoreError
from guildhall.execution.outcome import Answer
from guildhall.identity import Door, Principal
from guildhall.surfaces.interactions import several
from guildhall.surfaces.interactions.job import Presses
from tests.unit.surfaces.interactions.support import USER

WHO = Principal(user_id=UserId(USER), door=Door.INTERACTION, credential="interaction:1")
ASKED = Presses("approve", ("a", "b", "c"))


class Desk:
    """Answers presses; `trouble` fails for a question."""

    def __init__(self, **trouble: GuildhallError) -> None:
        self.trouble = trouble
        self.pressed: list[tuple[str, str]] = []

    def press(self, confirmation_id: str, verb: str, who: Principal, note: str | None) -> Answer:
        assert (who, note) == (WHO, None)
        self.pressed.append((confirmation_id, verb))
        if confirmation_id in self.trouble:
            raise self.trouble[confirmation_id]
        return Answer("Approved by <@1>. Done.", settled=True)


def test_each_question_is_pressed_and_told() -> None:
    desk = Desk()
    paper = several.answer(desk.press, WHO, ASKED)
    assert desk.pressed == [("a", "approve"), ("b", "approve"), ("c", "approve")]
    assert paper.title == "Approval of 3 questions"
    assert paper.blocks == tuple(f"- `{each}` Approved by <@1>. Done." for each in "abc")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConfirmationInvalid("It is gone.", "Ask anew."), "Not done: It is gone. Ask anew."),
        (InProgress("Right now.", "Wait."), "Not done: Right now. Wait. Press again in a minute."),
        (StoreError("secret"), "Not done: Our own tables do not answer."),
    ],
)
def test_what_fails_stops_no_other(error: GuildhallError, told: str) -> None:
    paper = several.answer(Desk(b=error).press, WHO, ASKED)
    assert paper.blocks[1] == f"- `b` {told}"
    assert all("Done." in paper.blocks[place] for place in (0, 2))


def test_what_is_not_reached_in_time_is_left_as_it_was() -> None:
    desk, moments = Desk(), iter([0.0, 1.0, 15.0, 15.0])
    budget = Budget.of(several.WITHIN_S, clock=lambda: next(moments))
    paper = several.answer(desk.press, WHO, ASKED, budget)
    assert desk.pressed == [("a", "approve")]
    assert ["not reached in time" in block for block in paper.blocks] == [False, True, True]


def test_what_is_known_is_told_without_pressing() -> None:
    paper = several.recalled({"a": "Denied by <@1>."}.get, Presses("deny", ("a", "b")))
    assert paper.title == "Denial of 2 questions"
    assert paper.blocks == ("- `a` Denied by <@1>.", "- `b` still open.")
