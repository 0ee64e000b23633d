"""`covers` against brute force: it never says yes where somebody can see the reply and cannot read the source."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.discord.ids import ChannelId, GuildId, RoleId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.rights import channel_permissions
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.discord.types.guild import Guild, Member, Role, User
from guildhall.policy.readers import covers
from tests.fakes.clock import NOON
from tests.fakes.guild import ELSEWHERE, EVERYONE_ROLE, GENERAL, GUILD, MODERATOR_ROLE, STAFF, SUPPORT, THREAD, guild
from tests.fakes.guild import channels as fake_channels
from tests.fakes.guild import overwrite as fake_overwrite

VIEW, HISTORY = Permission.VIEW_CHANNEL, Permission.READ_MESSAGE_HISTORY
BITS = [
    NO_PERMISSIONS,
    VIEW,
    HISTORY,
    VIEW | HISTORY,
    VIEW | HISTORY | Permission.CONNECT,
    Permission.CONNECT,
    Permission.SEND_MESSAGES,
    Permission.ADMINISTRATOR,
    Permission.MANAGE_THREADS,
]
HERE = "100"
ROLES, USERS = ["101", "102"], ["1", "2", "3", "4"]
KINDS = [ChannelType.GUILD_TEXT, ChannelType.GUILD_VOICE, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD]

bits = st.sampled_from(BITS)


@st.composite
def overwrites(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Overwrites for @everyone, roles and members; often none."""
    targets = draw(st.lists(st.sampled_from([(HERE, 0), *((each, 0) for each in ROLES), ("1", 1)]), unique=True))
    return [{"id": target, "type": kind, "allow": draw(bits).wire, "deny": draw(bits).wire} for target, kind in targets]


@st.composite
def guilds(draw: st.DrawFn) -> tuple[Guild, list[Member]]:
    """A guild with two roles, and people with all mixtures of them; nobody of them owns it."""
    everyone = Role(id=RoleId(HERE), name="@everyone", permissions=draw(bits))
    roles = [Role(id=RoleId(each), permissions=draw(bits), position=place) for place, each in enumerate(ROLES, 1)]
    held = [(), (ROLES[0],), (ROLES[1],), tuple(ROLES)]
    people = [
        Member(user=User(id=UserId(user_id)), roles=tuple(RoleId(each) for each in draw(st.sampled_from(held))))
        for user_id in USERS
    ]
    return Guild(id=GuildId(HERE), owner_id=UserId("9"), roles=(everyone, *roles)), people


@st.composite
def places(draw: st.DrawFn) -> list[Channel]:
    """Two channels with threads; their overwrites are often the same."""
    first, second = draw(overwrites()), draw(overwrites())
    if draw(st.booleans()):
        second = first
    above = [
        _channel(200 + number, draw(st.sampled_from(KINDS[:2])), permission_overwrites=given)
        for number, given in enumerate((first, second))
    ]
    threads = [
        _channel(
            300 + number,
            draw(st.sampled_from(KINDS[2:])),
            parent_id=draw(st.sampled_from(["200", "201"])),
            member_ids=draw(st.sets(st.sampled_from(USERS))),
        )
        for number in range(2)
    ]
    return [*above, *threads]


def _channel(number: int, kind: ChannelType, **more: Any) -> Channel:
    return Channel.model_validate({"id": str(number), "type": kind, "guild_id": HERE, **more})


def _sees(who: Member, channel: Channel, here: Guild, parents: dict[ChannelId, Channel]) -> Permission:
    parent = parents.get(channel.parent_id) if channel.parent_id else None
    return channel_permissions(here, who, channel, parent, now=NOON)


@settings(max_examples=400, deadline=None)
@given(guilds(), places())
def test_whoever_sees_an_answer_may_read_what_it_draws_on(
    known: tuple[Guild, list[Member]], found: list[Channel]
) -> None:
    here, people = known
    parents = {channel.id: channel for channel in found[:2]}
    for source in found:
        for reply in found:
            if source.id == reply.id or not covers(source, reply, here, parents):
                continue
            for who in people:
                if _sees(who, reply, here, parents).has(VIEW):
                    assert _sees(who, source, here, parents).has(VIEW | HISTORY)


CHANNELS = {channel.id: channel for channel in fake_channels()}


def _covered(source: ChannelId | Channel, reply: ChannelId) -> bool:
    channel = source if isinstance(source, Channel) else CHANNELS[source]
    return covers(channel, CHANNELS[reply], guild(), CHANNELS)


@pytest.mark.parametrize(
    ("source", "reply", "covered"),
    [
        (GENERAL, GENERAL, True),
        (STAFF, STAFF, True),
        (GENERAL, SUPPORT, True),
        (GENERAL, STAFF, True),
        (GENERAL, THREAD, True),
        (THREAD, GENERAL, True),
        (STAFF, GENERAL, False),
        (STAFF, THREAD, False),
    ],
)
def test_public_covers_all_and_staff_only_itself(source: ChannelId, reply: ChannelId, covered: bool) -> None:
    assert _covered(source, reply) is covered


def test_a_channel_hidden_in_the_same_way_is_covered() -> None:
    twin = CHANNELS[STAFF].model_copy(update={"id": ChannelId("555")})
    assert _covered(twin, STAFF)
    loose = twin.model_copy(update={"permission_overwrites": twin.permission_overwrites[:2]})
    assert not _covered(loose, STAFF)
    speechless = (*twin.permission_overwrites, fake_overwrite(MODERATOR_ROLE, deny=Permission.SEND_MESSAGES))
    assert _covered(twin.model_copy(update={"permission_overwrites": speechless[:3]}), STAFF)


def test_what_was_said_in_a_thread_of_staff_stays_with_staff() -> None:
    thread = _thread(STAFF, ChannelType.PUBLIC_THREAD)
    assert _covered(thread, STAFF)
    assert covers(CHANNELS[STAFF], thread, guild(), CHANNELS)
    assert not _covered(thread, GENERAL)


def test_a_private_thread_covers_only_itself() -> None:
    thread = _thread(GENERAL, ChannelType.PRIVATE_THREAD)
    assert covers(thread, thread, guild(), CHANNELS)
    assert not _covered(thread, GENERAL)
    assert covers(CHANNELS[GENERAL], thread, guild(), CHANNELS)


def _thread(parent: ChannelId, kind: ChannelType) -> Channel:
    return CHANNELS[THREAD].model_copy(update={"id": ChannelId("556"), "parent_id": parent, "type": kind})


@pytest.mark.parametrize("denied", [VIEW, HISTORY])
@pytest.mark.parametrize("whom", [EVERYONE_ROLE, MODERATOR_ROLE, "2000000000000000005"])
def test_one_denial_for_anybody_is_enough_to_be_unsure(denied: Permission, whom: str) -> None:
    source = CHANNELS[SUPPORT].model_copy(update={"permission_overwrites": (fake_overwrite(whom, deny=denied),)})
    assert not _covered(source, GENERAL)


def test_what_is_unknown_is_not_covered() -> None:
    orphan = CHANNELS[THREAD]
    assert not covers(orphan, CHANNELS[SUPPORT], guild(), {})
    assert not covers(CHANNELS[SUPPORT], orphan, guild(), {})
    foreign = CHANNELS[SUPPORT].model_copy(update={"guild_id": ELSEWHERE})
    assert not _covered(foreign, GENERAL)
    bare = guild().model_copy(update={"roles": ()})
    assert not covers(CHANNELS[SUPPORT], CHANNELS[GENERAL], bare, CHANNELS)
    assert bare.id == GUILD


def test_what_is_for_adults_is_not_told_where_others_read() -> None:
    source = CHANNELS[SUPPORT].model_copy(update={"nsfw": True})
    assert not _covered(source, GENERAL)
    both = CHANNELS[GENERAL].model_copy(update={"nsfw": True})
    assert covers(source, both, guild(), CHANNELS)


def test_what_was_written_in_a_voice_channel_takes_being_let_in() -> None:
    voice = CHANNELS[SUPPORT].model_copy(update={"type": ChannelType.GUILD_VOICE})
    assert not _covered(voice, GENERAL)
    everyone = guild().everyone
    assert everyone is not None
    let_in = everyone.model_copy(update={"permissions": everyone.permissions | Permission.CONNECT})
    open_guild = guild().model_copy(update={"roles": (let_in, *guild().roles[1:])})
    assert covers(voice, CHANNELS[GENERAL], open_guild, CHANNELS)
