"""Guilds that nobody thought of, as Discord sends them: for whatever must hold of every guild.

A case is plain JSON, so that two readers of it (our types, discord.py's) can be compared. Rights are mostly granted and
denied among a few bits, so that roles, overwrites, timeouts and threads meet on the same bit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from guildhall.clock import utc_now
from guildhall.discord.permissions import ALL_PERMISSIONS, Permission
from guildhall.discord.rights import Place
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import Guild, Member
from tests.fakes import discord_api as api

NOW = utc_now()
TEXT, VOICE, CATEGORY, NEWS, STAGE, FORUM = 0, 2, 4, 5, 13, 15
NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
PEOPLE = ["9", "10", "11"]
ROLES = ["50", "51", "52", "53"]
GONE_ROLE = "59"
CATEGORY_ID = "19"

_MEETING = [
    Permission.VIEW_CHANNEL,
    Permission.SEND_MESSAGES,
    Permission.SEND_MESSAGES_IN_THREADS,
    Permission.CONNECT,
    Permission.MANAGE_THREADS,
    Permission.READ_MESSAGE_HISTORY,
    Permission.MANAGE_MESSAGES,
    Permission.MENTION_EVERYONE,
    Permission.MANAGE_GUILD,
]
_HARMLESS = int(ALL_PERMISSIONS) & ~int(Permission.ADMINISTRATOR)
_TALK = int(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.CONNECT | Permission.READ_MESSAGE_HISTORY)


def _meeting(number: int) -> int:
    return sum(int(bit) for place, bit in enumerate(_MEETING) if number >> place & 1)


BITS = st.integers(0, (1 << len(_MEETING)) - 1).map(_meeting) | st.integers(0, _HARMLESS).map(_HARMLESS.__and__)
ANY_BITS = BITS | st.just(int(ALL_PERMISSIONS))


@dataclass(frozen=True)
class Case:
    """One guild.

    Attributes:
        guild: The guild with its roles and its owner.
        channels: Its channels, the category among them.
        threads: Its threads.
        members: Some of its members.
        thread_member_ids: Who is in which private thread.
    """

    guild: dict[str, Any]
    channels: list[dict[str, Any]]
    threads: list[dict[str, Any]]
    members: list[dict[str, Any]]
    thread_member_ids: dict[str, list[str]]


@st.composite
def overwrites(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Overwrites for @everyone, roles (also one that is gone, or has a member's id) and members, in any order."""
    targets = [(api.GUILD, 0), *((role, 0) for role in ROLES), (GONE_ROLE, 0), (PEOPLE[0], 0)]
    targets += [(person, 1) for person in PEOPLE]
    chosen = draw(st.lists(st.sampled_from(targets), unique_by=lambda target: target[0], max_size=5))
    return [api.overwrite(target, kind, allow=draw(BITS), deny=draw(BITS)) for target, kind in chosen]


@st.composite
def channels(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A category with channels for text, voice and posts; synced ones carry the category's overwrites."""
    of_category = draw(overwrites())
    made = [_channel(CATEGORY_ID, CATEGORY, of_category)]
    for channel_id, kinds in (("20", [TEXT, NEWS]), ("21", [VOICE, STAGE]), ("22", [FORUM])):
        own = of_category if draw(st.booleans()) else draw(overwrites())
        made.append(_channel(channel_id, draw(st.sampled_from(kinds)), own) | {"parent_id": CATEGORY_ID})
    return made


def _channel(channel_id: str, kind: int, entries: list[dict[str, Any]]) -> dict[str, Any]:
    more = {"bitrate": 64000, "user_limit": 0, "available_tags": []}
    least = {"id": channel_id, "guild_id": api.GUILD, "type": kind, "name": f"channel-{channel_id}", "position": 0}
    return {**least, **more, "permission_overwrites": entries}


@st.composite
def threads(draw: st.DrawFn, kind_of_parent: int) -> list[dict[str, Any]]:
    """A thread of the channel, a private one, and a post of the forum; any of them may be locked and archived."""
    public = NEWS_THREAD if kind_of_parent == NEWS else PUBLIC_THREAD
    wanted = (("31", "20", public), ("32", "20", PRIVATE_THREAD), ("33", "22", PUBLIC_THREAD))
    return [
        {
            "id": thread_id,
            "guild_id": api.GUILD,
            "parent_id": parent_id,
            "owner_id": PEOPLE[0],
            "type": kind,
            "name": "thread",
            "message_count": 0,
            "member_count": 1,
            "thread_metadata": {
                "archived": draw(st.booleans()),
                "locked": draw(st.booleans()),
                "auto_archive_duration": 1440,
                "archive_timestamp": "2026-11-20T12:00:00+00:00",
            },
        }
        for thread_id, parent_id, kind in wanted
    ]


@st.composite
def members(draw: st.DrawFn, user_id: str) -> dict[str, Any]:
    """A member with some roles, sometimes in a timeout that runs or is over, or before the screening."""
    until = draw(st.sampled_from([None, None, None, NOW - timedelta(days=1), NOW + timedelta(days=1)]))
    return {
        "user": {"id": user_id, "username": f"user{user_id}", "discriminator": "0", "avatar": None},
        "roles": draw(st.lists(st.sampled_from([*ROLES, *ROLES, GONE_ROLE]), unique=True, max_size=3)),
        "communication_disabled_until": until and until.isoformat(),
        "pending": draw(st.sampled_from([False, False, False, True])),
        "flags": 0,
        "joined_at": None,
    }


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A whole guild."""
    filler = {"color": 0, "hoist": False, "mentionable": False, "flags": 0}
    roles = [api.role(api.GUILD, draw(BITS) | draw(st.sampled_from([0, _TALK])), position=0, managed=False)]
    for role_id in ROLES:
        boss = int(Permission.ADMINISTRATOR) if draw(st.integers(0, 9)) == 9 else 0
        position, managed = draw(st.integers(0, 3)), draw(st.integers(0, 4)) == 4
        roles.append(api.role(role_id, draw(BITS) | boss, position=position, managed=managed))
    owner = draw(st.sampled_from([api.OWNER, api.OWNER, api.OWNER, *PEOPLE]))
    made = draw(channels())
    return Case(
        guild={"id": api.GUILD, "name": "g", "owner_id": owner, "roles": [filler | role for role in roles]},
        channels=made,
        threads=draw(threads(made[1]["type"])),
        members=[draw(members(person)) for person in PEOPLE],
        thread_member_ids={"32": draw(st.lists(st.sampled_from(PEOPLE), unique=True))},
    )


def our_guild(case: Case) -> Guild:
    """The guild, read by our types."""
    return Guild.model_validate(case.guild)


def our_members(case: Case) -> list[Member]:
    """Its members, read by our types."""
    return [Member.model_validate(member) for member in case.members]


def our_places(case: Case) -> Iterator[tuple[dict[str, Any], Place]]:
    """Each channel and thread as it was sent, and read by our types."""
    parents = {channel["id"]: Channel.model_validate(channel) for channel in case.channels}
    for channel in case.channels:
        yield channel, Place(parents[channel["id"]])
    for thread in case.threads:
        within = frozenset(case.thread_member_ids.get(thread["id"], ()))
        read = Channel.model_validate(thread).model_copy(update={"member_ids": within})
        yield thread, Place(read, parents[thread["parent_id"]])
