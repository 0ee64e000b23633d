"""The calculator against the one that discord.py has, on guilds that nobody thought of."""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import discord
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.clock import utc_now
from guildhall.discord.permissions import ALL_PERMISSIONS, NO_PERMISSIONS, Permission
from guildhall.discord.rights import (
    base_permissions,
    can_manage_role,
    channel_permissions,
    guild_permissions,
    outranks,
    top_role,
)
from guildhall.discord.types import Channel, Guild, Member
from tests.fakes import discord_api as api

NOW = utc_now()
GENERATED = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT, VOICE, NEWS, STAGE, FORUM, PUBLIC_THREAD = 0, 2, 5, 13, 15, 11
VOICE_ONLY = Permission(discord.Permissions.voice().value)
PERSON, OTHER = "9", "10"
ROLE_IDS = ["50", "51", "52", "53"]


@dataclass
class Case:
    """One generated guild, as Discord sends it."""

    roles: list[dict[str, Any]]
    owner: str
    held: list[str]
    others: list[str]
    overwrites: list[dict[str, Any]]
    kind: int
    in_timeout: bool


# Rights are mostly granted and denied among few bits, so that steps meet on the same bit.
BITS = st.sampled_from(
    [Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.CONNECT, Permission.SEND_MESSAGES_IN_THREADS]
) | st.sampled_from(list(Permission))
SETS = st.lists(BITS, max_size=8).map(lambda bits: int(sum(set(bits)))) | st.just(int(ALL_PERMISSIONS) & ~8)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    roles = [api.role(role_id, draw(SETS), position=draw(st.integers(0, 3))) for role_id in ROLE_IDS]
    everyone = draw(SETS) | draw(st.sampled_from([0, int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)]))
    targets = draw(st.lists(st.sampled_from([api.GUILD, *ROLE_IDS, PERSON, OTHER]), unique=True, max_size=7))
    overwrites = [
        api.overwrite(target, int(target in {PERSON, OTHER}), allow=draw(SETS), deny=draw(SETS)) for target in targets
    ]
    return Case(
        roles=[api.role(api.GUILD, everyone, position=0), *roles],
        owner=draw(st.sampled_from([api.OWNER, api.OWNER, api.OWNER, PERSON, OTHER])),
        held=draw(st.lists(st.sampled_from(ROLE_IDS), unique=True)),
        others=draw(st.lists(st.sampled_from(ROLE_IDS), unique=True)),
        overwrites=overwrites,
        kind=draw(st.sampled_from([TEXT, VOICE, NEWS, STAGE, FORUM, PUBLIC_THREAD])),
        in_timeout=draw(st.booleans()),
    )


def timeout_of(case: Case) -> str | None:
    return (NOW + timedelta(days=1)).isoformat() if case.in_timeout else None


def theirs(case: Case) -> tuple[discord.Guild, discord.Member, discord.Member]:
    state = MagicMock(self_id=999, shard_count=None)
    state.member_cache_flags = discord.MemberCacheFlags.none()
    state.store_user = lambda data: discord.User(state=state, data=data)
    filler = {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
    channel_type = TEXT if case.kind == PUBLIC_THREAD else case.kind
    channel = {"id": "20", "type": channel_type, "name": "c", "position": 0, "permission_overwrites": case.overwrites}
    channel |= {"bitrate": 64000, "user_limit": 0, "available_tags": []}
    data: Any = {
        "id": api.GUILD,
        "name": "g",
        "owner_id": case.owner,
        "roles": [filler | role for role in case.roles],
        "channels": [channel],
    }
    guild = discord.Guild(data=data, state=state)

    def member(user_id: str, roles: list[str], until: str | None) -> discord.Member:
        user = {"id": user_id, "username": "u", "discriminator": "0", "avatar": None}
        told: Any = {"user": user, "roles": roles, "flags": 0, "joined_at": None, "communication_disabled_until": until}
        return discord.Member(data=told, guild=guild, state=state)

    return guild, member(PERSON, case.held, timeout_of(case)), member(OTHER, case.others, None)


def ours(case: Case) -> tuple[Guild, Member, Member, Channel, Channel]:
    guild = Guild.model_validate({"id": api.GUILD, "owner_id": case.owner, "roles": case.roles})
    parent = api.channel(*case.overwrites, kind=TEXT if case.kind == PUBLIC_THREAD else case.kind)
    thread = api.channel(kind=PUBLIC_THREAD, channel_id="21", parent_id="20")
    channel = thread if case.kind == PUBLIC_THREAD else parent
    person = api.member(PERSON, *case.held, timeout_until=timeout_of(case))
    return guild, person, api.member(OTHER, *case.others), channel, parent


def their_permissions(case: Case) -> Permission:
    guild, person, _ = theirs(case)
    channel = guild.get_channel(20)
    assert channel is not None
    if case.kind != PUBLIC_THREAD:
        return Permission(channel.permissions_for(person).value & int(ALL_PERMISSIONS))
    thread: Any = SimpleNamespace(parent=channel)
    return Permission(discord.Thread.permissions_for(thread, person).value & int(ALL_PERMISSIONS))


@GENERATED
@given(cases())
def test_channel_permissions_are_those_of_discord_py(case: Case) -> None:
    guild, person, _, channel, parent = ours(case)
    mine = channel_permissions(guild, person, channel, parent, now=NOW)
    expected = their_permissions(case)
    if not expected.has(Permission.VIEW_CHANNEL):
        # They keep guild-wide bits of somebody who cannot see the channel; here nothing can be done in it.
        assert mine == NO_PERMISSIONS
        return
    if case.kind == PUBLIC_THREAD:
        # Here the bit for sending means sending in the thread.
        assert mine.has(Permission.SEND_MESSAGES) == expected.has(Permission.SEND_MESSAGES_IN_THREADS)
        mine, expected = mine.without(Permission.SEND_MESSAGES), expected.without(Permission.SEND_MESSAGES)
    if case.kind in {TEXT, NEWS, FORUM, PUBLIC_THREAD}:
        # They take the bits for voice out of text channels, where nobody asks for them.
        mine, expected = mine.without(VOICE_ONLY), expected.without(VOICE_ONLY)
    assert mine == expected


@GENERATED
@given(cases())
def test_guild_permissions_are_those_of_discord_py(case: Case) -> None:
    guild, person, other, _, _ = ours(case)
    _, their_person, their_other = theirs(case)
    known = int(ALL_PERMISSIONS)
    assert guild_permissions(guild, person, now=NOW) == their_person.guild_permissions.value & known
    assert base_permissions(guild, other) == their_other.guild_permissions.value & known


@GENERATED
@given(cases())
def test_the_hierarchy_is_that_of_discord_py(case: Case) -> None:
    guild, person, other, _, _ = ours(case)
    their_guild, their_person, their_other = theirs(case)
    assert top_role(guild, person).id == str(their_person.top_role.id)
    if case.owner not in {PERSON, OTHER}:
        assert outranks(guild, person, other) == (their_person.top_role > their_other.top_role)
        for role in guild.roles:
            their_role = their_guild.get_role(int(role.id))
            assert their_role is not None
            assert can_manage_role(guild, person, role) == (their_person.top_role > their_role)
    else:
        assert outranks(guild, person, other) == (case.owner == PERSON)
