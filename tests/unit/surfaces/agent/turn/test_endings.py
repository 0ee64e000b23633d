"""How turns end that are not answered: given up, told by a reference, told in words; always one line in the log."""

import json
from typing import Any

import pytest

from guildhall.errors import (
    ConfigurationError,
    DiscordForbidden,
    DiscordUnavailable,
    GuildhallError,
    InvalidArguments,
    ModelRefused,
    ModelUnavailable,
    StoreError,
)
from guildhall.store.turn_records import TurnStatus
from guildhall.surfaces.agent.job import Resume
from guildhall.surfaces.agent.ports import Silent
from guildhall.surfaces.agent.turn import telling
from guildhall.surfaces.agent.turn.attempt import MOST_ATTEMPTS
from guildhall.surfaces.agent.worker import LAST_RECEIVE
from tests.fakes.platform import Crash
from tests.fakes.turn_world import CHANNEL, TURN, Fuse, calls, text
from tests.fakes.turns import Bench

SECRET = "what somebody wrote"


def busy(retry_after_s: float | None = None) -> ModelUnavailable:
    told = {} if retry_after_s is None else {"retry_after_s": retry_after_s}
    return ModelUnavailable("The model is overloaded.", "Ask again.", **told)


def asked(*fails: Exception, **more: Any) -> Bench:
    bench = Bench(fails=list(fails), **more)
    bench.ask()
    return bench


def test_a_turn_that_was_delayed_for_hours_is_given_up() -> None:
    bench = asked(*[busy(7000) for _ in range(9)])
    bench.settle()
    assert bench.answers == [telling.GIVEN_UP.format(TURN)]
    assert bench.status is TurnStatus.FAILED
    assert len(bench.requests) == 3
    assert bench.dead == []


def test_a_turn_that_nothing_lets_through_is_given_up_at_the_last_receive_and_told() -> None:
    bench = asked(*[busy() for _ in range(20)])
    bench.settle()
    assert bench.answers == [telling.GIVEN_UP.format(TURN)]
    assert bench.status is TurnStatus.FAILED
    assert len(bench.requests) == LAST_RECEIVE - 1
    assert len(bench.dead) == 1


def test_what_is_given_up_takes_its_questions_back() -> None:
    bench = Bench(says=[calls("ask"), text("Done.")])
    bench.ask()
    bench.drain()
    bench.press("pending")
    bench.queue[0].receives = LAST_RECEIVE - 1
    bench.drain()
    assert bench.answers == [telling.GIVEN_UP.format(TURN)]
    assert [question.status for question in bench.questions.values()] == ["withdrawn"]


@pytest.mark.parametrize("is_taken_back", [True, False])
def test_what_fails_by_our_fault_while_it_waits_takes_its_questions_back(
    monkeypatch: pytest.MonkeyPatch, is_taken_back: bool
) -> None:
    bench = Bench(says=[calls("ask")])
    bench.ask()
    bench.drain()

    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(bench, "settled", broken)
    if not is_taken_back:
        monkeypatch.setattr(bench, "withdraw", broken)
    bench.send(Resume(turn_id=TURN, channel_id=CHANNEL, cause="due-1"))
    bench.drain()
    assert bench.status is TurnStatus.FAILED
    assert len(bench.answers) == 1, "whatever becomes of the question, the asker is told"
    assert [question.status for question in bench.questions.values()] == ["withdrawn" if is_taken_back else "pending"]


def test_a_turn_that_is_answered_but_not_ended_at_the_last_receive_is_simply_ended() -> None:
    bench = Bench()
    bench.ask()
    bench.fuse = Fuse(_place_of_the_last_save())
    bench.deliver()
    assert (bench.answers, bench.status) == (["Hello!"], TurnStatus.RUNNING)
    bench.queue[0].receives = LAST_RECEIVE - 1
    bench.drain()
    assert (bench.answers, bench.status, bench.dead) == (["Hello!"], TurnStatus.DONE, [])


def _place_of_the_last_save() -> int:
    bench = Bench()
    bench.ask()
    bench.drain()
    return max(place for place, name in enumerate(bench.fuse.steps) if name == "state write turn")


def test_a_turn_that_another_attempt_takes_while_it_is_given_up_is_left_to_it() -> None:
    bench = asked()
    bench.queue[0].receives = LAST_RECEIVE - 1

    def oversleep(step: str) -> None:
        if step == "stage.answer" and bench.fuse.steps.count(step) == 1:
            bench.clock.advance(31)
            fuse, bench.fuse = bench.fuse, Fuse()
            bench.worker.handle(bench.queue[0].body, receipt="another", receives=2)
            bench.fuse = fuse

    bench.fuse.during = oversleep
    bench.drain()
    assert bench.status is TurnStatus.DONE
    assert "Hello!" in bench.answers


def test_a_gate_that_fails_to_the_last_is_told_too_and_says_nothing_before() -> None:
    bench = Bench()

    def fail(step: str) -> None:
        if step == "gate.admit":
            raise DiscordUnavailable("Discord cannot be reached.")

    bench.fuse.during = fail
    bench.ask()
    bench.settle()
    assert bench.answers == [telling.GIVEN_UP.format(TURN)]
    assert bench.stages.pauses == []
    assert len(bench.dead) == 1


def test_a_turn_that_the_gate_keeps_out_is_not_told_that_it_was_given_up() -> None:
    bench = asked()
    bench.queue[0].receives = LAST_RECEIVE - 1
    bench.silent = Silent("not allowed", "")
    bench.settle()
    assert bench.answers == []
    assert bench.status is TurnStatus.SILENT
    assert bench.dead == []


def test_the_operators_mistake_is_told_without_its_detail_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    bench = asked(ConfigurationError("The key ends in xyz.", "Put it into the secret."))
    bench.settle()
    assert bench.answers == [telling.OPERATORS]
    assert bench.status is TurnStatus.FAILED
    assert bench.dead == []
    (line,) = [line for line in logged(caplog) if line["level"] == "ERROR"]
    assert (line["code"], line["failure"]) == ("configuration_error", "ConfigurationError")


@pytest.mark.parametrize(
    "error",
    [
        ModelRefused("The request is too long for the model.", "Ask for less."),
        InvalidArguments("That is none.", "Give one."),
        DiscordForbidden("The bot may not read here.", "Let it."),
    ],
)
def test_what_asking_again_does_not_change_is_told_in_its_own_words(error: GuildhallError) -> None:
    bench = asked(error)
    bench.settle()
    assert bench.answers == [f"{error.message} {error.hint}"]
    assert bench.status is TurnStatus.FAILED
    assert (len(bench.requests), bench.dead) == (1, [])


@pytest.mark.parametrize("error", [RuntimeError(SECRET), StoreError("A stored thing cannot be read.")])
def test_a_fault_of_ours_is_tried_three_times_then_told_by_a_reference(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    bench = asked(*[error for _ in range(20)])
    bench.settle()
    (answer,) = bench.answers
    lines = [line for line in logged(caplog) if line["level"] == "ERROR"]
    assert len(lines) == len(bench.requests) == MOST_ATTEMPTS
    assert answer == telling.FAULT.format(lines[-1]["reference"])
    assert bench.status is TurnStatus.FAILED
    assert len(bench.dead) == 1, "somebody should look at it"
    assert SECRET not in json.dumps(lines, default=str)
    assert SECRET not in answer


def test_rounds_that_get_further_do_not_add_up_to_three_attempts() -> None:
    bench = Bench(says=[*[calls("read") for _ in range(5)], text("Done.")])

    def fail_every_other(step: str) -> None:
        if step == "model.answer" and bench.fuse.steps.count(step) % 2:
            raise RuntimeError

    bench.fuse.during = fail_every_other
    bench.ask()
    bench.settle()
    assert bench.answers == ["Done."]


def test_kills_do_not_count_as_faults() -> None:
    bench = Bench()

    def die(step: str) -> None:
        if step == "model.answer" and bench.fuse.steps.count(step) <= 6:
            raise Crash

    bench.fuse.during = die
    bench.ask()
    bench.settle()
    assert bench.answers == ["Hello!"]


def test_a_late_wake_up_of_what_failed_by_our_fault_is_done_with() -> None:
    bench = asked(*[RuntimeError() for _ in range(3)])
    bench.settle()
    dead = list(bench.dead)
    bench.press()
    bench.send(Resume(turn_id=TURN, channel_id=CHANNEL, cause="due-1"))
    bench.settle()
    assert bench.dead == dead


def test_a_failure_that_cannot_be_told_is_told_at_the_next_attempt() -> None:
    bench = asked(ModelRefused("Too long."), ModelRefused("Too long."))
    bench.stages.refuses = [DiscordUnavailable("Discord cannot be reached.")]
    bench.settle()
    assert bench.answers == ["Too long."]
    assert len(bench.requests) == 2


def test_an_answer_that_may_be_given_nowhere_ends_the_turn() -> None:
    bench = asked()
    bench.stages.refuses = [DiscordForbidden("No."), DiscordForbidden("No.")]
    bench.settle()
    assert bench.answers == []
    assert bench.status is TurnStatus.FAILED
    assert bench.dead == []


def test_a_failure_after_the_end_was_told_ends_the_turn_without_another_word() -> None:
    """The words were delivered, the process died before it could save that the turn failed."""
    bench = asked(ModelRefused("Too long."))
    bench.drain()
    assert bench.answers == ["Too long."]
    saves = [place for place, step in enumerate(bench.fuse.steps) if step == "state write turn"]
    again = asked(ModelRefused("Too long."))
    again.fuse = Fuse(saves[-1])
    again.settle()
    assert again.answers == ["Too long."]
    assert again.status is TurnStatus.FAILED
    assert again.remembered == {}


def test_an_end_is_one_line_in_the_log_with_what_it_cost_and_no_word(caplog: pytest.LogCaptureFixture) -> None:
    bench = asked(says=[calls("read"), text(SECRET)])
    bench.settle()
    (line,) = [line for line in logged(caplog) if line["msg"] == "turn"]
    told = {name: line[name] for name in ("turn_id", "outcome", "rounds", "tokens", "duration_ms")}
    assert told == {"turn_id": TURN, "outcome": "done", "rounds": 2, "tokens": 220, "duration_ms": 0}
    assert SECRET not in json.dumps(line, default=str)


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Each line's level, words and extras."""
    return [{"level": record.levelname, **record.__dict__} for record in caplog.records]
