"""Step 2: the target exists, and the caller is a member who can see it. What looks alike is in `test_pipeline`."""

import contextlib
from datetime import timedelta

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import GuildhallError, RateLimited
from guildhall.policy.membership import MISS_WINDOW_S, MISSES
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    BOT,
    CATEGORY,
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    NOWHERE,
    OWNER,
    STAFF,
    STRANGER,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, denied

STEP = "require_membership"
LIST = "message.list"


def test_random_ids_stop_reaching_discord_after_the_first_few(rig: Rig) -> None:
    who = rig.slash(MEMBER)
    for number in range(100):
        with pytest.raises(GuildhallError):
            rig.run(LIST, {"channel_id": str(int(NOWHERE) - number)}, who)
        if number % 50 == 49:
            rig.clock.advance(10)
    assert len(rig.discord.calls) == MISSES


def test_guessing_is_refused_with_when_to_come_back_and_ends_with_the_window(rig: Rig) -> None:
    for _ in range(MISSES):
        _miss(rig)
    error = denied(rig, STEP, LIST, {"channel_id": GENERAL}, rig.slash(MEMBER))
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == MISS_WINDOW_S
    assert allowed(rig, LIST, {"channel_id": GENERAL}, rig.slash(NEWCOMER))
    rig.clock.advance(MISS_WINDOW_S)
    assert allowed(rig, LIST, {"channel_id": GENERAL}, rig.slash(MEMBER))


def _miss(rig: Rig) -> None:
    with pytest.raises(GuildhallError):
        rig.run(LIST, {"channel_id": NOWHERE}, rig.slash(MEMBER))


def test_the_misses_of_a_person_are_one_count_over_all_keys(rig: Rig) -> None:
    for number in range(MISSES):
        with pytest.raises(GuildhallError):
            rig.run(LIST, {"channel_id": NOWHERE}, rig.mcp(MEMBER, credential=f"key:{number}"))
    assert isinstance(denied(rig, STEP, LIST, {"channel_id": GENERAL}, rig.slash(MEMBER)), RateLimited)


def test_the_guild_comes_from_the_channel_and_not_from_the_caller(rig: Rig) -> None:
    trail = allowed(rig, LIST, {"channel_id": ELSEWHERE_CHANNEL}, rig.mcp(STRANGER))
    assert trail[1].reason == f"member of guild {ELSEWHERE}"


@pytest.mark.parametrize("channel_id", [GENERAL, THREAD, STAFF])
def test_a_member_who_sees_the_channel_passes(rig: Rig, channel_id: ChannelId) -> None:
    assert allowed(rig, LIST, {"channel_id": channel_id}, rig.slash(MODERATOR))[1].reason == f"member of guild {GUILD}"


def test_a_thread_is_as_visible_as_its_parent(rig: Rig) -> None:
    see = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    hidden = (overwrite(EVERYONE_ROLE, deny=see), overwrite(BOT, allow=see))
    rig.world.edit_channel(GENERAL, permission_overwrites=hidden)
    denied(rig, STEP, LIST, {"channel_id": THREAD}, rig.slash(MEMBER))
    assert allowed(rig, LIST, {"channel_id": THREAD}, rig.slash(OWNER))


def test_a_private_thread_is_only_for_those_in_it(rig: Rig) -> None:
    rig.world.edit_channel(THREAD, type=ChannelType.PRIVATE_THREAD, member_ids=frozenset({MEMBER}))
    assert allowed(rig, LIST, {"channel_id": THREAD}, rig.mcp(MODERATOR))
    denied(rig, STEP, LIST, {"channel_id": THREAD}, rig.slash(NEWCOMER))


def test_a_thread_whose_parent_is_unknown_is_nobodys(rig: Rig) -> None:
    rig.world.edit_channel(THREAD, parent_id=None)
    denied(rig, STEP, LIST, {"channel_id": THREAD}, rig.slash(MEMBER))


def test_a_guild_that_the_bot_left_is_unknown(rig: Rig) -> None:
    del rig.world.guilds[GUILD]
    denied(rig, STEP, "guild.get", {}, rig.slash(OWNER))


def test_a_guild_in_which_the_bot_is_no_member_is_unknown(rig: Rig) -> None:
    rig.world.members = {key: member for key, member in rig.world.members.items() if key[1] in {OWNER}}
    denied(rig, STEP, "guild.get", {}, rig.slash(OWNER))


@pytest.mark.parametrize("ceiling", [{GENERAL}, {SUPPORT, GENERAL}])
def test_a_keys_channels_include_their_threads(rig: Rig, ceiling: set[ChannelId]) -> None:
    who = rig.mcp(MEMBER, channel_ids=frozenset(ceiling))
    assert allowed(rig, LIST, {"channel_id": THREAD}, who)
    denied(rig, STEP, LIST, {"channel_id": STAFF}, who)


def test_a_keys_category_includes_its_channels(rig: Rig) -> None:
    who = rig.mcp(MEMBER, channel_ids=frozenset({CATEGORY}))
    assert allowed(rig, LIST, {"channel_id": SUPPORT}, who)
    denied(rig, STEP, LIST, {"channel_id": GENERAL}, who)


def test_a_keys_guilds_are_a_ceiling(rig: Rig) -> None:
    assert allowed(rig, LIST, {"channel_id": GENERAL}, rig.mcp(MEMBER, guild_ids=frozenset({GUILD})))
    denied(rig, STEP, LIST, {"channel_id": GENERAL}, rig.mcp(MEMBER, guild_ids=frozenset({ELSEWHERE})))


def test_a_call_is_pinned_to_the_guild_where_it_was_asked(rig: Rig) -> None:
    rig.world.put_member(rig.world.members[ELSEWHERE, STRANGER], GUILD)
    asked_here = rig.slash(STRANGER)
    assert allowed(rig, LIST, {"channel_id": GENERAL}, asked_here)
    denied(rig, STEP, LIST, {"channel_id": ELSEWHERE_CHANNEL}, asked_here)
    assert allowed(rig, LIST, {"channel_id": ELSEWHERE_CHANNEL}, rig.slash(STRANGER, ELSEWHERE_CHANNEL, ELSEWHERE))


def test_somebody_in_timeout_still_sees_and_reads(rig: Rig) -> None:
    rig.world.edit_member(MEMBER, communication_disabled_until=NOON + timedelta(minutes=5))
    assert allowed(rig, LIST, {"channel_id": GENERAL}, rig.slash(MEMBER))


@pytest.mark.parametrize(
    ("name", "more"),
    [("member.get", {}), ("member.timeout", {"duration_s": 60}), ("role.assign", {"role_id": HELPER_ROLE})],
)
def test_random_members_stop_reaching_discord_too(rig: Rig, name: str, more: dict[str, str]) -> None:
    seen = 0
    for number in range(30):
        asked = {"user_id": str(77_000_000_000_000 + number), **more}
        with pytest.raises(GuildhallError):
            rig.run(name, asked, rig.slash(OWNER), dry_run=True)
        seen = len([sent for sent in rig.discord.calls if sent.path.get("user_id", "").startswith("77")])
    assert seen == MISSES


def test_explaining_random_channels_stops_reaching_discord_too(rig: Rig) -> None:
    for number in range(30):
        asked = {"operation": LIST, "arguments": {"channel_id": str(int(NOWHERE) - number)}}
        with contextlib.suppress(GuildhallError):
            rig.run("policy.explain", asked, rig.slash(MEMBER))
    assert len([sent for sent in rig.discord.calls if sent.path.get("channel_id", "").startswith("49")]) == MISSES


def test_random_roles_stop_reaching_discord_too(rig: Rig) -> None:
    for number in range(30):
        asked = {"user_id": MEMBER, "role_id": str(77_000_000_000_000 + number)}
        with pytest.raises(GuildhallError):
            rig.run("role.assign", asked, rig.slash(OWNER), dry_run=True)
    assert len([sent for sent in rig.discord.calls if sent.route == "GET /guilds/{guild_id}"]) == MISSES
