"""What is judged by what Discord says now, and what by what it said some seconds ago."""

from dataclasses import replace
from typing import Any

import pytest

from guildhall.operations import catalogue
from guildhall.operations.spec import Risk
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


def test_a_small_write_is_judged_by_what_discord_says_now(rig: Rig) -> None:
    rig.run("channel.edit", EDIT, rig.slash(MODERATOR))
    assert all(sent.fresh for sent in _reads_since(rig, 0))


def test_an_undo_is_judged_by_what_discord_says_now(rig: Rig) -> None:
    done = rig.complete("channel.edit", EDIT, rig.slash(MODERATOR), dry_run=False)
    before = len(rig.discord.calls)
    rig.run("audit.undo", {"audit_id": done.audit_id}, rig.slash(MODERATOR))
    assert all(sent.fresh for sent in _reads_since(rig, before))


@pytest.mark.parametrize(
    ("name", "asked"), [("message.send", {"channel_id": GENERAL, "content": "hello"}), ("channel.list", {})]
)
def test_looking_and_talk_are_judged_by_what_is_remembered_for_some_seconds(
    rig: Rig, name: str, asked: dict[str, Any]
) -> None:
    rig.run(name, asked, rig.slash(MODERATOR))
    assert not any(sent.fresh for sent in _reads_since(rig, 0))


def test_talk_that_cannot_be_brought_back_is_judged_by_what_discord_says_now(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = catalogue.find("message.send")
    monkeypatch.setattr(send, "spec", replace(send.spec, risk=Risk.DESTRUCTIVE))
    rig.run("message.send", {"channel_id": GENERAL, "content": "hello"}, rig.slash(MODERATOR))
    assert all(sent.fresh for sent in _reads_since(rig, 0))


# What another process has done, and this one hears of.


def test_who_is_told_that_a_call_was_done_sees_nothing_from_before(rig: Rig, asked: str) -> None:
    def look() -> int:
        before = rig.discord.forgotten
        rig.complete("confirmation.get", {"confirmation_id": asked}, rig.mcp(MODERATOR))
        return rig.discord.forgotten - before

    assert look() == 0, "nothing was done yet"
    rig.press(asked, "approve", ADMIN)
    assert look() == 1


def test_who_finds_a_question_open_no_more_sees_nothing_from_before(rig: Rig, asked: str) -> None:
    rig.press(asked, "approve", ADMIN)
    rig.complete("confirmation.list", {}, rig.slash(MODERATOR))
    assert rig.discord.forgotten == 1


def test_who_is_told_again_what_a_call_came_to_sees_nothing_from_before(rig: Rig) -> None:
    call = rig.call("channel.edit", EDIT, rig.slash(MODERATOR), dry_run=False)
    rig.platform.executor.run(call)
    assert rig.discord.forgotten == 0
    rig.platform.executor.run(call)
    assert rig.discord.forgotten == 1
