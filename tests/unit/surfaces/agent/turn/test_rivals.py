"""Two attempts at once, messages twice and out of order, a cancel at any moment: still one answer, each write once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.store.turn_records import TurnStatus
from guildhall.surfaces.agent.job import Resume, encode
from guildhall.surfaces.agent.turn import telling
from tests.fakes.turn_world import ASKER, CHANNEL, TURN, Fuse, calls, text
from tests.fakes.turns import Bench, mention
from tests.unit.surfaces.agent.turn.test_interruptions import assert_consistent

ACTING = (calls("read", "write"), calls("write"), text("Done."))


@cache
def _steps() -> tuple[str, ...]:
    bench = Bench(says=ACTING)
    bench.ask()
    bench.drain()
    return tuple(bench.fuse.steps)


def _at_every_step() -> list[Any]:
    return [pytest.param(step, id=f"{step}, {name}") for step, name in enumerate(_steps())]


def _at(bench: Bench, step: int, do: Callable[[], object]) -> None:
    """Do something in the middle of a step, once, unseen by the fuse."""

    def during(_: str) -> None:
        if len(bench.fuse.steps) - 1 == step:
            fuse, bench.fuse = bench.fuse, Fuse()
            do()
            bench.fuse = fuse

    bench.fuse.during = during


def _deliver_again(bench: Bench, clock_ahead_s: float = 0) -> bool:
    rival = Bench._new_worker(bench)
    ahead = timedelta(seconds=clock_ahead_s)
    rival = replace(rival, parts=replace(rival.parts, clock=lambda: bench.clock() + ahead))
    return rival.handle(encode(mention()), receipt="another", receives=2, group=CHANNEL)


def _assert_once(bench: Bench) -> None:
    assert bench.answers == ["Done."]
    assert bench.status is TurnStatus.DONE
    assert len(bench.effects) == len(set(bench.effects)) == 2
    assert_consistent(bench.transcript)


@pytest.mark.parametrize("step", _at_every_step())
def test_a_second_delivery_while_the_first_is_worked_on_comes_again_and_does_nothing(step: int) -> None:
    bench, done = Bench(says=ACTING), list[bool]()
    _at(bench, step, lambda: done.append(_deliver_again(bench)))
    bench.ask()
    bench.settle()
    _assert_once(bench)
    before = _steps()[: step + 1]
    if "state wrote turn" in before and "stage.answered" not in before:
        assert done == [False]


@pytest.mark.parametrize("step", _at_every_step())
def test_an_attempt_that_was_asleep_for_too_long_leaves_quietly(step: int) -> None:
    bench = Bench(says=ACTING)

    def oversleep() -> None:
        bench.clock.advance(31)
        _deliver_again(bench)

    _at(bench, step, oversleep)
    bench.ask()
    bench.settle()
    _assert_once(bench)


@pytest.mark.parametrize("step", _at_every_step())
def test_an_attempt_whose_rival_has_a_fast_clock_never_contradicts_it(step: int) -> None:
    bench = Bench(says=ACTING)
    _at(bench, step, lambda: _deliver_again(bench, clock_ahead_s=31))
    bench.ask()
    bench.settle()
    bench.fuse = Fuse()
    assert bench.answers == ["Done."]
    assert bench.status is TurnStatus.DONE
    assert len(bench.effects) == len(set(bench.effects))
    assert_consistent(bench.transcript)


@pytest.mark.parametrize("step", _at_every_step())
def test_a_turn_can_be_cancelled_at_any_moment_and_says_one_thing(step: int) -> None:
    bench = Bench(says=ACTING)
    _at(bench, step, lambda: bench.worker.parts.turns.cancel(TURN, ASKER))
    bench.ask()
    bench.settle()
    (answer,) = bench.answers
    assert answer in {"Done.", telling.CANCELLED, telling.CANCELLED_LATE}
    assert bench.status is (TurnStatus.DONE if answer == "Done." else TurnStatus.CANCELLED)
    assert_consistent(bench.transcript)
    passed = _steps()[: step + 1]
    if "state wrote turn" in passed and passed.count("model.answer") < 3:
        assert answer == (telling.CANCELLED if bench.head.rounds == 0 else telling.CANCELLED_LATE)
        assert len(bench.requests) <= passed.count("model.answer") + 1


def test_a_cancel_between_two_rounds_stops_the_next_one() -> None:
    bench = Bench(says=ACTING)
    step = _steps().index("toolbox.run")
    _at(bench, step, lambda: bench.worker.parts.turns.cancel(TURN, ASKER))
    bench.ask()
    bench.settle()
    assert (len(bench.requests), len(bench.effects)) == (1, 1)
    assert bench.answers == [telling.CANCELLED_LATE]


MESSAGES = [
    mention(),
    Resume(turn_id=TURN, channel_id=CHANNEL, cause="confirmation-1-done"),
    Resume(turn_id=TURN, channel_id=CHANNEL, cause="due-1"),
    "press",
    "die",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MESSAGES), max_size=6))
def test_whatever_comes_in_whatever_order_there_is_one_answer(story: list[Any]) -> None:
    bench = Bench(says=[calls("write", "ask"), calls("write"), text("Done.")])
    for event in [*story, mention()]:
        if event == "press":
            bench.press()
        elif event == "die":
            bench.fuse = Fuse(at=17)
        else:
            bench.send(event)
        bench.drain()
    bench.press()
    bench.settle()
    bench.fuse = Fuse()
    assert bench.answers == ["Done."]
    assert bench.status is TurnStatus.DONE
    assert len(bench.effects) == len(set(bench.effects)) == 2
    assert bench.dead == []
    assert_consistent(bench.transcript)
