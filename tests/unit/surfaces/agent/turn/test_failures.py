"""What comes of failures: tried again, waited for, or told; the asker always hears of an end."""

from typing import Any

from guildhall.errors import (
    DiscordRateLimited,
    DiscordUnavailable,
    ModelUnavailable,
    StoreError,
)
from guildhall.store.turn_records import TurnStatus
from tests.fakes.turn_world import calls, text
from tests.fakes.turns import Bench

SECRET = "what somebody wrote"


def busy(retry_after_s: float | None = None) -> ModelUnavailable:
    told = {} if retry_after_s is None else {"retry_after_s": retry_after_s}
    return ModelUnavailable("The model is overloaded.", "Ask again.", **told)


def asked(*fails: Exception, **more: Any) -> Bench:
    bench = Bench(fails=list(fails), **more)
    bench.ask()
    return bench


def test_a_busy_model_is_asked_again_after_2_4_8_seconds_and_the_asker_sees_so_once_it_takes_long() -> None:
    bench = asked(*[busy() for _ in range(4)])
    bench.settle()
    assert bench.answers == ["Hello!"]
    assert [seconds for seconds in bench.hidden if seconds != 30] == [2, 4, 8, 16]
    assert bench.stages.pauses == [
        ("The model is busy; trying again in 8 s.", False),
        ("The model is busy; trying again in 16 s.", False),
    ]
    assert bench.firsts == [True, False, False, False, False]


def test_a_model_that_says_when_is_asked_then() -> None:
    bench = asked(busy(20))
    bench.settle()
    assert [seconds for seconds in bench.hidden if seconds != 30] == [21]
    assert bench.stages.pauses == [("The model is busy; trying again in 21 s.", False)]
    assert bench.answers == ["Hello!"]


def test_a_long_wait_leaves_the_queue_so_that_the_channel_goes_on() -> None:
    bench = asked(busy(3000))
    bench.drain()
    assert bench.status is TurnStatus.DELAYED
    assert bench.head.resume_at is not None
    ((due_at, resume),) = bench.laters
    assert due_at == bench.head.resume_at
    assert resume.cause.startswith("delay-")
    ((told, long),) = bench.stages.pauses
    assert long
    assert told == f"The model is busy; going on <t:{int(due_at.timestamp())}:R>."
    bench.ask()
    bench.drain()
    assert bench.status is TurnStatus.DELAYED, "the message that began the turn is done with"
    bench.settle()
    assert bench.answers == ["Hello!"]


def test_discords_own_limit_is_waited_for() -> None:
    bench = asked()
    bench.stages.refuses = [DiscordRateLimited("Too fast.", retry_after_s=40)]
    bench.settle()
    assert bench.answers == ["Hello!"]
    assert bench.stages.pauses == [("Discord does not answer in time; trying again in 42 s.", False)]
    assert len(bench.requests) == 1


def test_an_attempt_that_is_out_of_time_goes_on_in_the_next_one_at_once() -> None:
    bench = Bench(says=[*[calls("write") for _ in range(5)], text("Done.")])

    def take_long(step: str) -> None:
        if step == "model.answer":
            bench.clock.advance(100)

    bench.fuse.during = take_long
    bench.ask()
    bench.settle()
    assert bench.answers == ["Done."]
    assert len(bench.requests) == 6, "no answer of the model's was lost"
    assert len(bench.effects) == 5
    assert bench.hidden.count(0) == 2


def test_a_memory_that_fails_after_the_answer_changes_nothing_for_the_asker() -> None:
    bench = Bench()

    def fail(step: str) -> None:
        if step == "memory.remember":
            raise DiscordUnavailable("Discord cannot be reached.")

    bench.fuse.during = fail
    bench.ask()
    bench.settle()
    assert bench.answers == ["Hello!"]
    assert bench.stages.pauses == []
    assert bench.status is TurnStatus.DONE
    assert len(bench.requests) == 1
    assert bench.hidden.count(30) == 4, "the channel does not wait for it for long"


def test_a_budget_that_cannot_be_counted_loses_no_answer() -> None:
    bench = Bench()

    def fail(step: str) -> None:
        if step.startswith("state write 0"):
            raise StoreError("No.")

    bench.fuse.during = fail
    bench.ask()
    bench.settle()
    assert bench.answers == ["Hello!"]


def test_waits_in_good_order_do_not_count_as_attempts_that_failed() -> None:
    bench = asked(busy(), busy(), busy(), RuntimeError(), RuntimeError())
    bench.settle()
    assert bench.answers == ["Hello!"]


def test_a_gate_that_has_to_wait_for_long_forgets_nothing_of_what_was_asked() -> None:
    bench = Bench()

    def limit(step: str) -> None:
        if step == "gate.admit" and bench.fuse.steps.count(step) == 1:
            raise DiscordRateLimited("Too fast.", retry_after_s=400)

    bench.fuse.during = limit
    bench.ask()
    bench.drain()
    assert bench.status is TurnStatus.DELAYED
    assert bench.stages.pauses == [], "whether it may be answered at all is not known yet"
    bench.settle()
    assert bench.answers == ["Hello!"]
