"""Whoever speaks through the bot keeps the channel's slowmode, which Discord holds no bot to."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.errors import RateLimited
from guildhall.execution.outcome import Completed
from tests.fakes.guild import ADMIN, GENERAL, HELPER_ROLE, IN_GENERAL, MEMBER, NEWCOMER, SUPPORT
from tests.fakes.platform import Rig

SEND: dict[str, Any] = {"channel_id": GENERAL, "content": "hello"}


@pytest.fixture(autouse=True)
def _slow(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, rate_limit_per_user=30)


def test_a_second_message_waits_for_as_long_as_the_slowmode_still_runs(rig: Rig) -> None:
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    rig.clock.advance(10)
    with pytest.raises(RateLimited, match="one message in 0:00:30") as refused:
        rig.run("message.send", SEND, rig.agent(MEMBER))
    assert refused.value.retry_after_s == 20
    assert refused.value.hint == "Try again in 20 s, or ask somebody with Bypass Slowmode there."
    rig.clock.advance(20)
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    assert len(rig.discord.writes) == 2


def test_each_person_and_channel_has_a_time_of_their_own(rig: Rig) -> None:
    for who in (MEMBER, NEWCOMER):
        rig.complete("message.send", SEND, rig.slash(who))
        for _ in range(2):
            rig.complete("message.send", {**SEND, "channel_id": SUPPORT}, rig.slash(who))


def test_a_dry_run_and_whatever_is_no_message_cost_nothing(rig: Rig) -> None:
    rig.preview("message.send", SEND, rig.slash(MEMBER), dry_run=True)
    rig.complete("message.send", SEND, rig.slash(MEMBER))
    rig.complete("message.get", {"channel_id": GENERAL, "message_id": IN_GENERAL[0]}, rig.slash(MEMBER))
    for topic in ("a", "b"):
        rig.complete("channel.edit", {"channel_id": GENERAL, "topic": topic}, rig.slash(ADMIN))


def test_a_long_text_is_one_message(rig: Rig) -> None:
    rig.complete("message.send", {**SEND, "content": "long " * 900}, rig.slash(MEMBER))
    assert len(rig.discord.writes) > 1


def test_whoever_may_bypass_it_does_not_wait(rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.BYPASS_SLOWMODE)
    rig.world.edit_member(NEWCOMER, roles=(HELPER_ROLE,))
    for who in (ADMIN, ADMIN, NEWCOMER, NEWCOMER):
        rig.complete("message.send", SEND, rig.slash(who))


def test_of_many_at_once_one_is_sent(rig: Rig) -> None:
    def send(_: int) -> bool:
        try:
            return isinstance(rig.run("message.send", SEND, rig.slash(MEMBER)), Completed)
        except RateLimited:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(20))) == 1
    assert len(rig.discord.writes) == 1
