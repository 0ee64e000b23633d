"""A wrong id is told what it is, to whom may know it; unknown and hidden stay the same answer."""

from typing import Any

import pytest

from guildhall.discord import routes
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import DiscordNotFound, DiscordUnavailable, GuildhallError, InvalidArguments, NotAMember
from guildhall.policy.attempt import UNKNOWN_HINT
from guildhall.policy.membership import MISSES
from tests.fakes.guild import (
    ELSEWHERE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    NOWHERE,
    STAFF,
    STRANGER,
)
from tests.fakes.platform import Rig


def _failed(rig: Rig, name: str, arguments: dict[str, Any], who: Any = None) -> GuildhallError:
    with pytest.raises(GuildhallError) as failed:
        rig.run(name, arguments, who or rig.mcp(MEMBER))
    return failed.value


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (NEWCOMER, f"channel_id takes the id of a channel, and {NEWCOMER} is that of a member."),
        (HELPER_ROLE, f"{HELPER_ROLE} is that of a role."),
        (GUILD, f"{GUILD} is that of a guild."),
    ],
)
def test_an_id_of_something_else_is_told_what_it_is(rig: Rig, given: str, told: str) -> None:
    for who in (rig.mcp(MEMBER), rig.agent(MEMBER)):
        denied = _failed(rig, "channel.get", {"channel_id": given}, who)
        assert isinstance(denied, NotAMember)
        assert denied.message == "There is no such thing, or it is not yours to see."
        assert told in denied.hint


def test_a_users_id_where_a_direct_channels_is_wanted_leads_to_direct_messages(rig: Rig) -> None:
    denied = _failed(rig, "message.send", {"channel_id": NEWCOMER, "content": "x"})
    assert "direct_message.send with user_id" in denied.hint


@pytest.mark.parametrize("given", [NOWHERE, STAFF])
@pytest.mark.parametrize("door", ["mcp", "agent", "slash"])
def test_unknown_and_hidden_are_the_same_answer(rig: Rig, given: str, door: str) -> None:
    denied = _failed(rig, "channel.get", {"channel_id": given}, getattr(rig, door)(MEMBER))
    assert (denied.hint, denied.details) == (UNKNOWN_HINT, {"step": "require_membership"})


def test_what_is_elsewhere_is_told_to_nobody_who_is_not_there(rig: Rig) -> None:
    assert _failed(rig, "channel.get", {"channel_id": ELSEWHERE}).hint == UNKNOWN_HINT
    told = _failed(rig, "channel.get", {"channel_id": ELSEWHERE}, rig.mcp(STRANGER)).hint
    assert f"{ELSEWHERE} is that of a guild" in told


def test_an_id_that_a_json_number_rounded_is_told_with_what_was_meant(rig: Rig) -> None:
    real, rounded = "4000000000000000901", str(int(float("4000000000000000901")))
    fields = {"id": real, "name": "deep", "type": ChannelType.GUILD_TEXT, "guild_id": GUILD}
    rig.world.put_channel(Channel.model_validate(fields))
    denied = _failed(rig, "channel.get", {"channel_id": rounded})
    assert denied.details["candidates"] == [real]
    assert "last digits" in denied.hint
    assert "candidates" not in _failed(rig, "channel.get", {"channel_id": rounded}, rig.agent(MEMBER)).details


def test_a_hidden_channel_is_not_told_to_have_been_meant(rig: Rig) -> None:
    hidden = rig.world.channels[STAFF].model_copy(update={"id": "4000000000000000901"})
    rig.world.put_channel(Channel.model_validate(hidden.model_dump(mode="json")))
    for rounded in ("4000000000000001024", "4000000000000001000"):
        assert _failed(rig, "channel.get", {"channel_id": rounded}).hint == UNKNOWN_HINT
        assert "candidates" in _failed(rig, "channel.get", {"channel_id": rounded}, rig.mcp(MODERATOR)).details


def test_a_roles_id_for_a_members_is_told(rig: Rig) -> None:
    missing = _failed(rig, "member.get", {"user_id": HELPER_ROLE})
    assert isinstance(missing, DiscordNotFound)
    assert f"user_id takes the id of a user, and {HELPER_ROLE} is that of a role." in missing.hint


def test_a_channels_id_is_told_to_programs_and_not_where_others_read(rig: Rig) -> None:
    assert "is that of a channel" in _failed(rig, "member.get", {"user_id": GENERAL}).hint
    assert "channel" not in _failed(rig, "member.get", {"user_id": GENERAL}, rig.agent(MEMBER)).hint


def test_teaching_counts_no_miss_of_its_own_and_ends_with_the_flood(rig: Rig) -> None:
    who = rig.mcp(MEMBER)
    for _ in range(MISSES - 1):
        assert "is that of a member" in _failed(rig, "channel.get", {"channel_id": NEWCOMER}, who).hint
    assert _failed(rig, "channel.get", {"channel_id": NEWCOMER}, who).hint == UNKNOWN_HINT
    by_id = [sent for sent in rig.discord.calls if NEWCOMER in sent.path.values()]
    assert len(by_id) == 2 * MISSES - 1, "the call's own look-up, and whether it is a member's; not at the last"
    rig.discord.calls.clear()
    assert "Too many ids" in _failed(rig, "channel.get", {"channel_id": NEWCOMER}, who).message
    assert rig.discord.calls == []


def test_people_who_pick_from_lists_cost_no_look_up_more(rig: Rig) -> None:
    assert _failed(rig, "channel.get", {"channel_id": NEWCOMER}, rig.slash(MEMBER)).hint == UNKNOWN_HINT
    assert len(rig.discord.calls) == 1


def test_it_leaves_no_trace_but_the_denial(rig: Rig) -> None:
    _failed(rig, "channel.get", {"channel_id": NEWCOMER}, rig.agent(MEMBER))
    assert [record.operation for record in (*rig.trail(), *rig.trail(None))] == ["channel.get"]


def test_a_discord_that_fails_meanwhile_leaves_the_denial_as_it_was(rig: Rig) -> None:
    rig.discord.fail(routes.LIST_GUILD_CHANNELS, DiscordUnavailable("down"), times=5)
    rig.discord.fail(routes.GET_GUILD_MEMBER, DiscordUnavailable("down"), times=5)
    denied = _failed(rig, "channel.get", {"channel_id": NEWCOMER}, rig.agent(MEMBER))
    assert (type(denied), denied.hint) == (NotAMember, UNKNOWN_HINT)


def test_other_failures_are_left_alone(rig: Rig) -> None:
    with pytest.raises(InvalidArguments) as wrong:
        rig.run("message.send", {"channel_id": GENERAL}, rig.mcp(MEMBER))
    assert "that of" not in wrong.value.hint
