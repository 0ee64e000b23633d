"""A turn that waits for a human: it leaves its queue, and a press or the question's end brings it back."""

from datetime import timedelta

import pytest

from guildhall.store.turn_records import TurnStatus
from guildhall.surfaces.agent.job import Resume
from guildhall.surfaces.agent.turn import telling
from tests.fakes.clock import NOON
from tests.fakes.turn_world import ASKER, CHANNEL, QUESTION_S, TURN, calls, text
from tests.fakes.turns import Bench

ENDS = int((NOON + timedelta(seconds=QUESTION_S)).timestamp())


def waiting(*names: str, where: str = "<#7>") -> Bench:
    bench = Bench(says=[calls(*names), text("Done.")], where=where)
    bench.ask()
    bench.drain()
    assert bench.status is TurnStatus.WAITING
    return bench


def resume(bench: Bench, cause: str = "due-1") -> None:
    bench.send(Resume(turn_id=TURN, channel_id=CHANNEL, cause=cause))
    bench.drain()


def test_a_turn_that_waits_holds_no_message_and_says_where_and_until_when() -> None:
    bench = waiting("ask")
    assert bench.queue == []
    assert bench.stages.pauses == [(f"Waiting for approval in <#7>, until <t:{ENDS}:t>.", True)]
    assert bench.answers == []


@pytest.mark.parametrize(("where", "told"), [("a direct message to you", " in a direct message to you"), ("", "")])
def test_two_questions_in_one_place_are_told_at_once(where: str, told: str) -> None:
    bench = waiting("ask", "ask", where=where)
    assert bench.stages.pauses == [(f"Waiting for 2 approvals{told}, until <t:{ENDS}:t>.", True)]


@pytest.mark.parametrize(("status", "failed"), [("approved", None), ("denied", True)])
def test_a_press_goes_on_in_the_same_turn(status: str, failed: bool | None) -> None:
    bench = waiting("ask")
    bench.press(status)
    bench.drain()
    (result,) = bench.results()
    assert (result["content"], result.get("is_error")) == (status, failed)
    assert bench.answers == ["Done."]
    assert len(bench.requests) == 2
    assert bench.head.waits == ()


def test_a_question_that_nobody_answers_ends_and_the_model_hears_so() -> None:
    bench = waiting("ask")
    ((due_at, _),) = bench.laters
    assert due_at == NOON + timedelta(seconds=QUESTION_S + 2)
    bench.settle()
    assert bench.results()[0]["content"] == "expired"
    assert bench.answers == ["Done."]


def test_the_calls_beside_a_question_are_not_done_twice() -> None:
    bench = waiting("read", "write", "ask")
    assert len(bench.effects) == 1
    bench.press()
    bench.settle()
    assert [result["content"] for result in bench.results()] == ["read done", "write done", "approved"]
    assert len(bench.effects) == 1


def test_of_two_questions_both_have_to_be_answered() -> None:
    bench = waiting("ask", "read", "ask")
    first, second = bench.questions.values()
    first.status = "approved"
    resume(bench, "confirmation-1-done")
    assert bench.status is TurnStatus.WAITING
    assert [wait.confirmation_id for wait in bench.head.waits] == [second.wait.confirmation_id]
    assert bench.fuse.steps.count("toolbox.run") == 1
    second.status = "denied"
    resume(bench, "confirmation-2-denied")
    assert [result["content"] for result in bench.results()] == ["approved", "read done", "denied"]
    assert bench.answers == ["Done."]


def test_what_a_question_beside_a_read_hid_taints_when_it_is_read() -> None:
    bench = Bench(says=[calls("read", "ask"), text("Done.")], tool_marks={"read": {"tainted", "private"}})
    bench.ask()
    bench.drain()
    assert (bench.head.tainted, bench.head.private) == (True, True)
    bench.press()
    bench.drain()
    assert [answer.private for answer in bench.stages.answers] == [True]


def test_a_wake_up_before_anything_is_answered_waits_on_and_will_be_woken_again() -> None:
    bench = waiting("ask")
    bench.laters.clear()
    resume(bench)
    assert bench.status is TurnStatus.WAITING
    assert len(bench.laters) == 1
    bench.settle()
    assert bench.answers == ["Done."]


def test_a_clock_that_is_late_at_the_questions_end_does_not_leave_the_turn_asleep() -> None:
    bench = waiting("ask")
    (due_at, woken) = bench.laters.pop()
    bench.clock.moment = due_at - timedelta(seconds=5)
    bench.send(woken)
    bench.drain()
    assert bench.status is TurnStatus.WAITING
    ((again_at, again),) = bench.laters
    assert again_at == bench.clock() + timedelta(seconds=32)
    assert again.deduplication_id != woken.deduplication_id, "the queue would drop a repeat"
    bench.settle()
    assert bench.answers == ["Done."]


def test_a_cancel_while_it_waits_takes_the_question_back() -> None:
    bench = waiting("ask")
    bench.worker.parts.turns.cancel(TURN, ASKER)
    resume(bench, "cancel")
    assert bench.answers == [telling.CANCELLED_LATE]
    assert bench.status is TurnStatus.CANCELLED
    assert [question.status for question in bench.questions.values()] == ["withdrawn"]
    bench.settle()
    assert bench.answers == [telling.CANCELLED_LATE]


def test_a_press_that_comes_as_often_as_it_likes_goes_on_once() -> None:
    bench = waiting("ask")
    bench.press()
    for cause in ("confirmation-1-done", "due-1", "confirmation-1-done"):
        bench.send(Resume(turn_id=TURN, channel_id=CHANNEL, cause=cause))
    bench.settle()
    assert bench.answers == ["Done."]
    assert len(bench.requests) == 2


def test_a_round_may_ask_again_after_an_answer() -> None:
    bench = Bench(says=[calls("ask"), calls("ask"), text("Done.")])
    bench.ask()
    for _ in range(2):
        bench.drain()
        assert bench.status is TurnStatus.WAITING
        bench.press()
    bench.drain()
    assert bench.answers == ["Done."]
    assert len(bench.questions) == 2
