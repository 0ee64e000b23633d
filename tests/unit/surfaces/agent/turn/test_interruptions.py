"""A process that dies, or a peer that does not answer, at every single step of a turn.

Whatever happens: one answer, each write at most once, a transcript that any attempt can go on with.
"""

import threading
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from guildhall import checkpoints
from guildhall.store.turn_records import Message, TurnStatus
from guildhall.surfaces.agent.job import Resume
from guildhall.surfaces.agent.ports import ModelAnswer
from guildhall.surfaces.agent.turn import telling
from tests.fakes.platform import Crash
from tests.fakes.turn_world import ASKER, CHANNEL, TURN, Fuse, calls, no_answer, text
from tests.fakes.turns import Bench

ACTING = (calls("read", "write"), calls("write"), text("Done."))
ASKING = (calls("read", "ask", "write"), calls("read"), text("Done."))
CHECKPOINTS = (
    *("turn.claimed", "turn.opened", "turn.answered", "turn.asked", "turn.acted", "turn.told"),
    *("turn.waiting", "turn.shown", "turn.replied", "turn.ended"),
)


def act(bench: Bench) -> None:
    """Somebody asks for something that is done at once."""
    bench.ask()
    bench.settle()


def approve(bench: Bench) -> None:
    """A human approves as soon as the turn waits."""
    bench.ask()
    bench.drain()
    bench.press()
    bench.settle()


def expire(bench: Bench) -> None:
    """Nobody presses."""
    bench.ask()
    bench.settle()


def cancel(bench: Bench) -> None:
    """The turn is cancelled while it waits, and woken as the operation worker does."""
    bench.ask()
    bench.drain()
    fuse, bench.fuse = bench.fuse, Fuse()
    bench.worker.parts.turns.cancel(TURN, ASKER)
    bench.fuse = fuse
    bench.send(Resume(turn_id=TURN, channel_id=CHANNEL, cause="cancel"))
    bench.settle()


type Story = Callable[[Bench], None]

STORIES: dict[str, tuple[Sequence[ModelAnswer], Story, str, int]] = {
    "act": (ACTING, act, "Done.", 2),
    "approve": (ASKING, approve, "Done.", 1),
    "expire": (ASKING, expire, "Done.", 1),
    "cancel": (ASKING, cancel, telling.CANCELLED_LATE, 1),
}


def bench_of(name: str) -> Bench:
    return Bench(says=STORIES[name][0])


@cache
def _steps(name: str) -> tuple[str, ...]:
    bench = bench_of(name)
    STORIES[name][1](bench)
    return tuple(bench.fuse.steps)


TROUBLES: dict[str, Callable[[str], BaseException]] = {"crash": Crash, "no answer": no_answer}


def _fuses() -> list[Any]:
    return [
        pytest.param(name, step, trouble, id=f"{name}: {trouble} at {step}, {what}")
        for name in STORIES
        for trouble in TROUBLES
        for step, what in enumerate(_steps(name))
    ]


@pytest.mark.parametrize(("name", "step", "trouble"), _fuses())
def test_a_turn_is_answered_once_and_writes_once_whatever_fails(name: str, step: int, trouble: str) -> None:
    bench = bench_of(name)
    bench.fuse = Fuse(step, TROUBLES[trouble])
    STORIES[name][1](bench)
    assert_settled(bench, name)


@pytest.mark.parametrize("name", CHECKPOINTS)
@pytest.mark.parametrize("story", STORIES)
def test_every_checkpoint_is_passed_and_survived(story: str, name: str) -> None:
    bench, passed = bench_of(story), 0

    def hook(point: str) -> None:
        nonlocal passed
        if point == name:
            passed += 1
            if passed == 1:
                raise Crash(point)

    remove = checkpoints.on_checkpoint(hook)
    try:
        STORIES[story][1](bench)
    finally:
        remove()
    assert passed or (story, name) in {("act", "turn.waiting"), ("cancel", "turn.told")}
    assert_settled(bench, story)


@pytest.mark.parametrize("every", [3, 5, 8])
@pytest.mark.parametrize("story", STORIES)
def test_a_turn_gets_through_a_process_that_dies_again_and_again(story: str, every: int) -> None:
    bench = bench_of(story)

    def die(_: str) -> None:
        if len(bench.fuse.steps) % (every * 7) == 0:
            raise Crash

    bench.fuse.during = die
    STORIES[story][1](bench)
    assert_settled(bench, story)


def assert_settled(bench: Bench, story: str) -> None:
    """Look at what is left when nothing is left to be delivered."""
    _, _, answer, writes = STORIES[story]
    bench.fuse = Fuse()
    assert bench.answers == [answer], bench.fuse.steps
    assert bench.status is (TurnStatus.CANCELLED if story == "cancel" else TurnStatus.DONE)
    assert len(bench.effects) == len(set(bench.effects)) == writes
    assert set(bench.effects) <= {
        block["id"] for message in bench.transcript for block in _blocks(message) if "id" in block
    }
    assert bench.dead == []
    assert bench.stages.open_stages == 0
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("hold-")] == []
    assert_consistent(bench.transcript)
    if story == "cancel":
        assert [question.status for question in bench.questions.values()] == ["withdrawn"]
        assert bench.remembered == {}
    else:
        assert bench.remembered == {TURN: ("Done.", False)}
        assert (bench.head.rounds, bench.head.usage.rounds) == (3, 3)


def assert_consistent(transcript: list[Message]) -> None:
    """Each call has its result in the next message, and nobody speaks twice in a row."""
    roles = [message["role"] for message in transcript]
    assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"] * (len(roles) % 2)
    for said, then in pairwise(transcript):
        called = [block["id"] for block in _blocks(said) if block["type"] == "tool_use"]
        assert [block["tool_use_id"] for block in _blocks(then) if block["type"] == "tool_result"] == called


def _blocks(message: Message) -> list[Any]:
    content = message["content"]
    assert isinstance(content, list)
    return content
