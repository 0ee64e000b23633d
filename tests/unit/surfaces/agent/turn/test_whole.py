"""The agent as it is deployed, over a Discord in memory: what people get to see, and what a crash anywhere costs."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from guildhall.errors import DiscordUnavailable, GuildhallError, StoreUnavailable
from guildhall.store.turn_records import TurnStatus
from tests.fakes.agent_house import AgentHouse, calls, text
from tests.fakes.guild import ADMIN, APPROVALS, GENERAL, IN_GENERAL, MODERATOR, NEWCOMER
from tests.fakes.platform import Crash
from tests.unit.execution.fuse import Fuse

EDIT = calls(("channel_list", {}), ("channel_edit", {"channel_id": GENERAL, "topic": "new"}))
DELETE = calls(("message_bulk_delete", {"channel_id": GENERAL, "message_ids": [*IN_GENERAL[:2]]}))
PATCHED, DELETED = "PATCH /channels/{channel_id}", "POST /channels/{channel_id}/messages/bulk-delete"


def edit(house: AgentHouse) -> None:
    """Something is written at once."""
    house.ask(MODERATOR)
    house.settle()


def approve(house: AgentHouse) -> None:
    """Something waits for a human, who approves."""
    house.ask(MODERATOR)
    house.drain()
    until_pressed(house, "approve")
    house.settle()


def expire(house: AgentHouse) -> None:
    """Nobody presses."""
    house.ask(MODERATOR)
    house.settle()


def until_pressed(house: AgentHouse, verb: str) -> None:
    """Press as a person does: again, if it failed."""
    for _ in range(4):
        try:
            house.press(verb, ADMIN)
        except (Crash, GuildhallError):
            house.clock.advance(31)
            house.restart()
            continue
        return


STORIES: dict[str, tuple[Any, Callable[[AgentHouse], None]]] = {
    "edit": (EDIT, edit),
    "approve": (DELETE, approve),
    "expire": (DELETE, expire),
}


def house_of(name: str) -> AgentHouse:
    return AgentHouse([STORIES[name][0], text("Done.")])


def test_a_write_of_the_askers_is_done_and_told() -> None:
    house = house_of("edit")
    edit(house)
    assert house.said() == ["Done."]
    assert house.rig.world.channels[GENERAL].topic == "new"
    assert house.head.status is TurnStatus.DONE
    results = str(house.requests[1].messages[-1])
    assert "support" in results
    assert "tool_result" in results


def test_what_is_destructive_waits_for_a_card_and_goes_on_in_the_same_turn() -> None:
    house = house_of("approve")
    house.ask(MODERATOR)
    house.drain()
    assert house.head.status is TurnStatus.WAITING
    assert len(house.rig.world.posted(APPROVALS)) == 1
    assert f"Waiting for approval in <#{APPROVALS}>" in house.said()[0]
    house.press("approve", ADMIN)
    house.settle()
    assert house.said()[-1] == "Done."
    assert IN_GENERAL[0] not in house.rig.world.messages[GENERAL]
    assert len(house.requests) == 2


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_questions_each_is_answered_when_somebody_comes_to_it(first: int) -> None:
    timeout = {"user_id": NEWCOMER, "duration_s": 60}
    both = calls(
        ("message_bulk_delete", {"channel_id": GENERAL, "message_ids": [*IN_GENERAL[:2]]}), ("member_timeout", timeout)
    )
    house = AgentHouse([both, text("Done.")])
    house.ask(MODERATOR)
    house.drain()
    waits = house.head.waits
    for which, verb in ((first, "approve"), (1 - first, "deny")):
        house.press(verb, ADMIN, waits[which])
        house.drain()
    assert house.head.status is TurnStatus.DONE
    assert house.said()[-1] == "Done."
    results = str(house.requests[1].messages[-1])
    assert results.index("done.**" if first == 0 else "Denied by") < results.index(
        "Denied by" if first == 0 else "done.**"
    )


def test_a_question_that_ran_out_is_told_to_the_model() -> None:
    house = house_of("expire")
    expire(house)
    assert house.said()[-1] == "Done."
    assert "nobody answered in time" in str(house.requests[1].messages[-1])
    assert IN_GENERAL[0] in house.rig.world.messages[GENERAL]


def test_the_answer_is_remembered_for_the_next_turn() -> None:
    house = house_of("edit")
    edit(house)
    house.clock.advance(60)
    house.turn_id = type(house.turn_id)(str(int(house.turn_id) + (60_000 << 22)))
    house.ask(MODERATOR, "and now?")
    house.settle()
    opening = str(house.requests[-1].messages[0])
    assert "and now?" in opening
    assert "please" in opening


# ------------------------------------------------------------------------------------------------------- interruptions
@cache
def _steps(name: str) -> int:
    house = house_of(name)
    fuse = Fuse().fit(house.rig)
    STORIES[name][1](house)
    return len(fuse.steps)


def _no_answer(step: str) -> GuildhallError:
    if step.split(maxsplit=1)[0] in {"POST", "PATCH", "PUT", "DELETE"}:
        return DiscordUnavailable("Discord cannot be reached.", "Try again.")
    return StoreUnavailable("The database gave no answer.", "Try again.")


TROUBLES: dict[str, Callable[[str], BaseException]] = {"crash": Crash, "no answer": _no_answer}


def _fuses() -> list[Any]:
    return [
        pytest.param(name, step, trouble, id=f"{name}: {trouble} at {step}")
        for name in STORIES
        for trouble in TROUBLES
        for step in range(_steps(name))
    ]


@pytest.mark.parametrize(("name", "step", "trouble"), _fuses())
def test_there_is_one_answer_and_at_most_one_write_whatever_fails(name: str, step: int, trouble: str) -> None:
    house = house_of(name)
    fuse = Fuse(step, TROUBLES[trouble]).fit(house.rig)
    STORIES[name][1](house)
    what = fuse.steps[step]
    assert house.said().count("Done.") == 1, what
    assert [words for words in house.said() if words not in _may_stand(trouble)] == [], what
    assert house.head.status is TurnStatus.DONE
    assert house.dead == []
    assert len(house.rig.discord.sent(PATCHED if name == "edit" else DELETED)) <= (1 if trouble == "crash" else 2)
    assert len(house.rig.world.posted(APPROVALS)) <= 1
    assert_consistent(house)
    if name == "approve":
        done = IN_GENERAL[0] not in house.rig.world.messages[GENERAL]
        told = str(house.requests[-1].messages[-1])
        assert done or "nknown" in told or "failed" in told or "Discord" in told, told


def _may_stand(trouble: str) -> set[str]:
    """What may stand in the channel at the end: that the old message points below is worth one request, no more."""
    return {"Done.", "-# Answered below.", *(["-# Thinking …"] if trouble == "no answer" else [])}


def assert_consistent(house: AgentHouse) -> None:
    transcript = house.worker.parts.transcripts.read(house.turn_id)
    for said, then in pairwise(transcript):
        assert said["role"] != then["role"]
        called = [block["id"] for block in _blocks(said) if block["type"] == "tool_use"]
        assert [block["tool_use_id"] for block in _blocks(then) if block["type"] == "tool_result"] == called


def _blocks(message: dict[str, Any]) -> list[Any]:
    content = message["content"]
    assert isinstance(content, list)
    return content
