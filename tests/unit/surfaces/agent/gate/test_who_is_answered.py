"""Who is answered, and what is said to those who are not."""

from typing import Any

import pytest

from guildhall.discord.types.guild import RoleTags
from guildhall.identity import Door, Origin
from guildhall.policy.model import Installation
from guildhall.store.table import key_of
from guildhall.surfaces.agent.gate import ChatGate
from guildhall.surfaces.agent.ports import Gate
from tests.fakes.guild import (
    BOT,
    BOT_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    SUPPORT,
)
from tests.fakes.platform import Rig
from tests.unit.surfaces.agent.gate.support import ASKED_AT, DAY_S, FIRST_TURN, admitted, ask, mention, silent


def test_the_gate_is_what_a_turn_asks_for(gate: ChatGate) -> None:
    port: Gate = gate
    assert port is gate


def test_a_mention_in_an_allowed_channel_is_answered_as_the_member_who_asked_in_that_guild_alone(
    gate: ChatGate, rig: Rig
) -> None:
    policy = rig.set_policy(history_days=3)
    answer = admitted(gate.admit(mention(), first=True))
    assert answer.policy == policy
    asked = answer.asked
    assert (asked.turn_id, asked.guild_id, asked.channel_id) == (str(FIRST_TURN), GUILD, GENERAL)
    assert asked.always_private is False
    principal = asked.principal
    assert (principal.user_id, principal.door, principal.credential) == (MEMBER, Door.AGENT, f"turn:{FIRST_TURN}")
    assert principal.origin == Origin(GUILD, GENERAL)
    assert principal.client == "Discord"
    assert principal.scopes is None
    assert rig.discord.writes == []


@pytest.mark.parametrize(
    "message",
    [
        {"author": {"id": MEMBER, "bot": True}},
        {"author": {"id": MEMBER, "system": True}},
        {"author": {"id": MODERATOR}},
        {"author": {}},
        {"author": None},
        {"webhook_id": "5"},
        {"type": 7},
        {"type": 20},
    ],
)
def test_what_no_person_wrote_is_never_answered_and_nothing_is_looked_up(
    gate: ChatGate, rig: Rig, message: dict[str, Any]
) -> None:
    answer = silent(gate.admit(mention(message=message), first=True))
    assert (answer.why, answer.say) == ("not written by a person", "")
    assert rig.discord.calls == []
    assert rig.state.writes == 0


def test_a_reply_is_written_by_a_person(gate: ChatGate) -> None:
    admitted(gate.admit(mention(message={"type": 19}), first=True))


def test_direct_messages_get_one_reason_for_each_person_in_24_hours(gate: ChatGate, rig: Rig) -> None:
    said = [silent(gate.admit(mention(number, guild_id=None), first=True)).say for number in range(3)]
    assert said == ["I work in servers: mention me in a channel where I may answer.", "", ""]
    assert silent(gate.admit(mention(4, author_id=MODERATOR, guild_id=None), first=True)).say
    rig.clock.advance(DAY_S - 1)
    assert silent(gate.admit(mention(5, guild_id=None), first=True)).say == ""
    rig.clock.advance(1)
    assert silent(gate.admit(mention(6, guild_id=None), first=True)).say
    assert rig.discord.calls == []


@pytest.mark.parametrize("installation", [None, False])
def test_a_guild_that_is_not_served_hears_nothing_and_is_not_looked_at(
    gate: ChatGate, rig: Rig, installation: bool | None
) -> None:
    if installation is None:
        for item in rig.policy.items():
            rig.policy.delete_if(key_of(item))
    else:
        gone = Installation(guild_id=GUILD, installed_at=ASKED_AT, active=False)
        rig.platform.policies.put_installation(gone)
    assert silent(gate.admit(mention(), first=True)).say == ""
    assert silent(gate.admit(mention(1, by_role=True), first=True)).say == ""
    assert "not served" in silent(gate.admit(ask(2), first=True)).say
    assert rig.discord.calls == []


def test_a_mention_of_the_bots_own_role_says_whom_to_mention_once(gate: ChatGate, rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, tags=RoleTags(bot_id=BOT))
    roles = {"mention_roles": [HELPER_ROLE, BOT_ROLE]}
    said = [silent(gate.admit(mention(number, by_role=True, message=roles), first=True)).say for number in range(2)]
    assert said == [f"Mention me, not my role: <@{BOT}>.", ""]


@pytest.mark.parametrize("tags", [None, RoleTags(), RoleTags(bot_id=MODERATOR)])
def test_a_mention_of_any_other_role_is_none_of_ours(gate: ChatGate, rig: Rig, tags: RoleTags | None) -> None:
    rig.world.edit_role(BOT_ROLE, tags=tags)
    roles = {"mention_roles": [HELPER_ROLE, BOT_ROLE]}
    assert silent(gate.admit(mention(by_role=True, message=roles), first=True)).say == ""


def test_a_role_that_carries_the_bots_tag_but_is_not_managed_is_not_the_bots(gate: ChatGate, rig: Rig) -> None:
    rig.world.edit_role(HELPER_ROLE, tags=RoleTags(bot_id=BOT))
    roles = {"mention_roles": [HELPER_ROLE]}
    assert silent(gate.admit(mention(by_role=True, message=roles), first=True)).say == ""


def test_somebody_who_left_is_not_answered(gate: ChatGate, rig: Rig) -> None:
    rig.world.remove_member(MEMBER)
    assert silent(gate.admit(mention(), first=True)).say == ""
    assert silent(gate.admit(ask(1), first=True)).say


def test_an_attempt_that_died_before_it_said_the_reason_says_it_when_it_is_repeated(gate: ChatGate) -> None:
    first = silent(gate.admit(mention(channel_id=SUPPORT), first=True)).say
    assert first
    assert silent(gate.admit(mention(channel_id=SUPPORT), first=False)).say == first
    assert silent(gate.admit(mention(1, channel_id=SUPPORT), first=True)).say == ""
