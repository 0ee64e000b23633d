"""In which channels it answers, and what is said elsewhere."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.identity import Origin
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import ChannelPolicy, ChatChannel
from guildhall.store import keys
from guildhall.surfaces.agent.gate import ChatGate
from guildhall.surfaces.agent.job import Ask, Mention
from tests.fakes.guild import (
    ELSEWHERE_CHANNEL,
    GENERAL,
    GUILD,
    MEMBER,
    MODERATOR,
    NOWHERE,
    STAFF,
    STRANGER,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.unit.surfaces.agent.gate.support import ASKED_AT, DAY_S, admitted, ask, mention, silent


def test_a_thread_of_an_allowed_channel_is_answered_in(gate: ChatGate) -> None:
    assert admitted(gate.admit(mention(channel_id=THREAD), first=True)).asked.channel_id == THREAD


def test_a_thread_that_was_allowed_by_itself_is_answered_in(gate: ChatGate, rig: Rig) -> None:
    rig.platform.policies.disallow_chat(GUILD, GENERAL)
    rig.platform.policies.allow_chat(
        ChatChannel(guild_id=GUILD, channel_id=THREAD, allowed_by=MODERATOR, allowed_at=ASKED_AT)
    )
    admitted(gate.admit(mention(channel_id=THREAD), first=True))
    assert "<#" in silent(gate.admit(mention(1), first=True)).say


def test_a_channel_is_not_allowed_by_its_category(gate: ChatGate, rig: Rig) -> None:
    parent_id = rig.world.channels[SUPPORT].parent_id
    assert parent_id is not None
    rig.platform.policies.allow_chat(
        ChatChannel(guild_id=GUILD, channel_id=parent_id, allowed_by=MODERATOR, allowed_at=ASKED_AT)
    )
    silent(gate.admit(mention(channel_id=SUPPORT), first=True))


def test_somebody_of_another_guild_is_not_answered(gate: ChatGate) -> None:
    assert silent(gate.admit(mention(author_id=STRANGER), first=True)).say == ""


@pytest.mark.parametrize("channel_id", [NOWHERE, ELSEWHERE_CHANNEL, STAFF])
def test_a_channel_that_is_not_there_is_of_another_guild_or_hidden_from_the_asker_looks_the_same(
    gate: ChatGate, rig: Rig, channel_id: ChannelId
) -> None:
    rig.platform.policies.allow_chat(
        ChatChannel(guild_id=GUILD, channel_id=channel_id, allowed_by=MODERATOR, allowed_at=ASKED_AT)
    )
    assert silent(gate.admit(mention(channel_id=channel_id), first=True)).say == ""
    answers = {
        silent(gate.admit(ask(number, ChannelId(where), private=False), first=True)).say
        for number, where in enumerate([channel_id, NOWHERE], start=1)
    }
    assert len(answers) == 1


def test_a_channel_that_the_bot_cannot_see_is_not_answered_in(gate: ChatGate, rig: Rig) -> None:
    rig.world.hide(GENERAL)
    assert silent(gate.admit(mention(), first=True)).say == ""


def test_somebody_who_may_not_write_there_is_not_answered(gate: ChatGate, rig: Rig) -> None:
    muted = overwrite(MEMBER, deny=Permission.SEND_MESSAGES)
    rig.world.edit_channel(GENERAL, permission_overwrites=(muted,))
    assert silent(gate.admit(mention(), first=True)).say == ""
    admitted(gate.admit(mention(1, author_id=MODERATOR), first=True))
    admitted(gate.admit(mention(2, channel_id=THREAD), first=True))


def test_in_a_thread_the_right_to_write_in_threads_counts(gate: ChatGate, rig: Rig) -> None:
    muted = overwrite(MEMBER, deny=Permission.SEND_MESSAGES_IN_THREADS)
    rig.world.edit_channel(GENERAL, permission_overwrites=(muted,))
    assert silent(gate.admit(mention(channel_id=THREAD), first=True)).say == ""
    admitted(gate.admit(mention(1), first=True))


def test_a_private_thread_is_answered_in_for_those_who_are_in_it(gate: ChatGate, rig: Rig) -> None:
    fields = {"id": "4000000000000000050", "type": ChannelType.PRIVATE_THREAD, "guild_id": GUILD, "parent_id": GENERAL}
    thread = Channel.model_validate({**fields, "member_ids": frozenset({MEMBER})})
    rig.world.put_channel(thread)
    admitted(gate.admit(mention(channel_id=thread.id), first=True))
    rig.world.put_channel(thread.model_copy(update={"member_ids": frozenset[UserId]()}))
    assert silent(gate.admit(mention(1, channel_id=thread.id), first=True)).say == ""


@pytest.mark.parametrize("start", [mention(), ask(), ask(private=False)])
def test_somebody_in_timeout_is_not_answered(gate: ChatGate, rig: Rig, start: Mention | Ask) -> None:
    rig.world.edit_member(MEMBER, communication_disabled_until=ASKED_AT + timedelta(seconds=1))
    silent(gate.admit(start, first=True))
    rig.clock.advance(1)
    admitted(gate.admit(start, first=True))


def test_a_channel_that_is_not_on_the_list_says_so_once_for_each_person_and_channel(gate: ChatGate, rig: Rig) -> None:
    def said(number: int, channel_id: ChannelId = SUPPORT, author_id: UserId = MEMBER) -> str:
        return silent(gate.admit(mention(number, channel_id, author_id), first=True)).say

    reason = f"I do not answer in <#{SUPPORT}>. Somebody with Manage Server can allow it there with `/allow-chat`."
    assert [said(0), said(1)] == [reason, ""]
    assert said(2, author_id=MODERATOR) == reason
    assert said(3, STAFF, MODERATOR)
    rig.clock.advance(DAY_S - 1)
    assert said(4) == ""
    rig.clock.advance(1)
    assert said(5) == reason


def test_the_reason_for_a_thread_names_the_channel_that_would_have_to_be_allowed(gate: ChatGate, rig: Rig) -> None:
    rig.platform.policies.disallow_chat(GUILD, GENERAL)
    assert f"<#{GENERAL}>" in silent(gate.admit(mention(channel_id=THREAD), first=True)).say


def test_a_private_ask_is_answered_in_every_channel_and_a_visible_one_only_where_the_list_says(gate: ChatGate) -> None:
    for number, channel_id in enumerate([GENERAL, SUPPORT, STAFF, NOWHERE]):
        answer = admitted(gate.admit(ask(number, channel_id), first=True))
        assert answer.asked.always_private
        assert answer.asked.principal.origin == Origin(GUILD, channel_id)
    visible = admitted(gate.admit(ask(8, private=False), first=True))
    assert visible.asked.always_private is False
    assert f"<#{SUPPORT}>" in silent(gate.admit(ask(9, SUPPORT, private=False), first=True)).say


def test_an_interaction_hears_its_reason_every_time_because_it_waits_for_an_answer(gate: ChatGate) -> None:
    said = [silent(gate.admit(ask(number, SUPPORT, private=False), first=True)).say for number in range(3)]
    assert len(set(said)) == 1
    assert said[0]


@pytest.mark.parametrize("pattern", ["agent.answer", "agent.*", "*"])
def test_a_guild_that_denies_the_agent_has_switched_it_off(gate: ChatGate, rig: Rig, pattern: str) -> None:
    rig.set_policy(denied_operations=(pattern,))
    said = [silent(gate.admit(mention(number), first=True)).say for number in range(2)]
    assert "switched my answers off" in said[0]
    assert "Manage Server" in said[0]
    assert said[1] == ""
    assert silent(gate.admit(ask(3), first=True)).say == said[0]


@pytest.mark.parametrize(
    "rules", [{"denied_operations": ("agent.*",)}, {"mode": ChannelMode.CLOSED}], ids=["denied", "closed"]
)
def test_a_channel_can_switch_the_agent_off_for_itself_and_its_threads(
    gate: ChatGate, rig: Rig, rules: dict[str, Any]
) -> None:
    rig.platform.policies.put_channel_policy(ChannelPolicy(guild_id=GUILD, channel_id=GENERAL, **rules))
    assert silent(gate.admit(mention(), first=True)).say
    assert silent(gate.admit(mention(1, channel_id=THREAD), first=True)).say
    assert silent(gate.admit(ask(2, THREAD), first=True)).say
    admitted(gate.admit(ask(3, SUPPORT), first=True))


def test_what_the_guild_allows_says_nothing_about_the_agent_itself(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(allowed_operations=("message.*",), denied_operations=("channel.*",))
    admitted(gate.admit(mention(), first=True))


def test_in_a_paused_guild_everybody_hears_once_why_nobody_is_answered(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(paused={"at": ASKED_AT, "why": "a raid"})
    said = [silent(gate.admit(mention(number), first=True)).say for number in range(2)]
    assert said == [
        "I am paused in this server, and so is everything that changes something. Somebody with Manage Server can end "
        "the pause with `/control resume`.",
        "",
    ]
    assert silent(gate.admit(ask(3), first=True)).say == said[0]
    rig.set_policy(paused=None)
    admitted(gate.admit(mention(4), first=True))


def test_in_a_guild_that_nobody_set_up_a_mention_hears_who_can(gate: ChatGate, rig: Rig) -> None:
    rig.policy.delete_if(keys.guild_policy(GUILD))
    assert silent(gate.admit(mention(channel_id=SUPPORT), first=True)).say == (
        f"I am not set up in this server yet. Somebody with Manage Server can do it with `/setup`, and let me answer "
        f"in <#{SUPPORT}>."
    )
    admitted(gate.admit(mention(1), first=True))
