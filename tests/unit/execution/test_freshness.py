"""What is judged by what Discord says now, and what by what it said some seconds ago."""

from typing import Any

import pytest

from tests.fakes.guild import ADMIN, GENERAL, MODERATOR
from tests.fakes.platform import Rig
from tests.fakes.world import Sent
from tests.unit.execution.question import DELETE, NAME

EDIT: dict[str, Any] = {"channel_id": GENERAL, "topic": "new"}


def _reads_since(rig: Rig, before: int) -> list[Sent]:
    reads = [sent for sent in rig.discord.calls[before:] if sent.reads]
    assert reads
    return reads


@pytest.mark.parametrize("verb", ["approve", "details", "deny"])
def test_a_press_is_judged_by_what_discord_says_now(rig: Rig, asked: str, verb: str) -> None:
    before = len(rig.discord.calls)
    rig.press(asked, verb, ADMIN)
    assert all(sent.fresh for sent in _reads_since(rig, before))


def test_what_cannot_be_brought_back_is_judged_by_what_discord_says_now(rig: Rig) -> None:
    rig.run(NAME, DELETE, rig.slash(MODERATOR))
    assert all(sent.fresh for sent in _reads_since(rig, 0))


def test_a_plan_is_compared_with_what_discord_says_now(rig: Rig) -> None:
    plan = rig.preview("channel.edit", EDIT, rig.mcp(MODERATOR)).plan_id
    before = len(rig.discord.calls)
    call = rig.call("channel.edit", {**EDIT, "channel_id": str(GENERAL)}, rig.mcp(MODERATOR), plan_id=plan)
    rig.platform.executor.run(call)
    assert all(sent.fresh for sent in _reads_since(rig, before))


def test_a_small_write_is_judged_by_what_is_remembered_for_some_seconds(rig: Rig) -> None:
    rig.run("channel.edit", EDIT, rig.slash(MODERATOR))
    assert not any(sent.fresh for sent in _reads_since(rig, 0))
