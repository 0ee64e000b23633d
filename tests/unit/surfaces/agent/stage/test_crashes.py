"""An attempt that dies anywhere, and the ones after it: each part once and in order, whether or not a nonce helps."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall import checkpoints
from tests.fakes.guild import GENERAL, MEMBER
from tests.unit.surfaces.agent.stage.stagecraft import DIRECT, Craft, Dead, ask

LONG = "\n".join(f"line {number:04} " + "x" * 80 for number in range(70))
PARTS = 4
SECRET = "The staff plan a party."
WORD = f"I have answered <@{MEMBER}> directly: it draws on channels that not everybody here can see."
MOST_STEPS = 60

type Turn = Callable[[Craft], None]


def plain(craft: Craft) -> None:
    """A mention that is answered at once."""
    craft.stage().answer(LONG, private=False)


def told(craft: Craft) -> None:
    """A mention with progress."""
    stage = craft.stage()
    stage.progress("Reading")
    stage.answer(LONG, private=False)


def waited(craft: Craft) -> None:
    """A mention that waited for a human."""
    if not craft.shown.waited:
        craft.stage().pause("Waiting", long=True)
    craft.stage().answer(LONG, private=False)


def private(craft: Craft) -> None:
    """A mention whose answer is private."""
    stage = craft.stage()
    stage.progress("Reading")
    stage.answer(SECRET, private=True)


def deleted(craft: Craft) -> None:
    """A mention whose progress message somebody deletes."""
    stage = craft.stage()
    stage.progress("Reading")
    if craft.shown.progress_id is not None and not craft.shown.part_ids:
        craft.world.remove_message(GENERAL, craft.shown.progress_id)
    stage.answer(LONG, private=False)


def said(craft: Craft) -> None:
    """A mention that is not answered, with the reason."""
    craft.stage().say("Not here.")


EXPECTED: dict[Turn, Callable[[list[str], list[str]], bool]] = {
    plain: lambda here, direct: "\n".join(here) == LONG and direct == [],
    told: lambda here, direct: "\n".join(here) == LONG and direct == [],
    waited: lambda here, direct: here[0] == "-# Answered below." and "\n".join(here[1:]) == LONG and direct == [],
    private: lambda here, direct: here == [WORD] and len(direct) == 1 and direct[0].endswith(f"\n{SECRET}"),
    deleted: lambda here, direct: "\n".join(here) == LONG and direct == [],
    said: lambda here, direct: here == ["Not here."] and direct == [],
}


def run(craft: Craft, turn: Turn, deaths: list[int], *, nonces: bool) -> bool:
    """Let attempts die at steps, then one live; return whether the last death came to pass."""
    died = False
    for step in deaths:
        craft.die_at(step)
        try:
            turn(craft)
        except Dead:
            died = True
        else:
            died = False
        if not nonces:
            craft.forget_nonces()
    craft.die_at(None)
    turn(craft)
    assert craft.shown.delivered
    return died


@pytest.mark.parametrize("nonces", [True, False], ids=["nonces", "no nonces"])
@pytest.mark.parametrize("turn", EXPECTED, ids=lambda turn: turn.__name__)
def test_a_mention_is_answered_once_wherever_an_attempt_dies(turn: Turn, nonces: bool) -> None:
    for step in range(1, MOST_STEPS):
        craft = Craft()
        died = run(craft, turn, [step], nonces=nonces)
        assert EXPECTED[turn](craft.said(), craft.said(DIRECT)), (step, craft.said(), craft.said(DIRECT))
        assert len(craft.said()) == len(craft.bodies())
        if not died:
            return
    raise AssertionError("there are more steps than expected")


@settings(max_examples=150, deadline=None)
@given(
    turn=st.sampled_from(list(EXPECTED)),
    deaths=st.lists(st.integers(1, 14), min_size=2, max_size=6),
    nonces=st.booleans(),
)
def test_a_mention_is_answered_once_however_many_attempts_die(turn: Turn, deaths: list[int], nonces: bool) -> None:
    craft = Craft()
    run(craft, turn, deaths, nonces=nonces)
    assert EXPECTED[turn](craft.said(), craft.said(DIRECT)), (craft.said(), craft.said(DIRECT))


@pytest.mark.parametrize("turn", [plain, waited, private])
def test_when_the_question_was_deleted_the_answer_is_there_once_all_the_same(turn: Turn) -> None:
    for step in range(1, MOST_STEPS):
        craft = Craft()
        craft.world.messages[GENERAL].clear()
        died = run(craft, turn, [step], nonces=False)
        assert EXPECTED[turn](craft.said(), craft.said(DIRECT)), (step, craft.said(), craft.said(DIRECT))
        if not died:
            return


@pytest.mark.parametrize("hidden", [True, False])
def test_an_interaction_is_answered_once_wherever_an_attempt_dies(hidden: bool) -> None:
    for step in range(1, MOST_STEPS):
        craft = Craft()
        craft.start = ask(craft.clock, private=hidden)
        died = run(craft, plain, [step], nonces=False)
        assert craft.responder.original is not None
        shown = [craft.responder.original["content"], *(body["content"] for body in craft.responder.followups)]
        repeated = len(shown) - PARTS
        assert repeated in ({0, 1} if hidden else {0}), step
        assert "\n".join(map(str, dict.fromkeys(shown))) == LONG
        if not died:
            assert repeated == 0
            return
    raise AssertionError("there are more steps than expected")


def test_what_was_shown_is_saved_at_named_points() -> None:
    craft, passed = Craft(), list[str]()
    remove = checkpoints.on_checkpoint(passed.append)
    try:
        told(craft)
    finally:
        remove()
    assert passed == ["turn.shown", *["turn.shown"] * PARTS, "turn.replied"]
