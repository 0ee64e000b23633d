"""The calculator against discord.py's on generated guilds: every member in every channel, everybody against everybody.

500 guilds, always the same; `make nightly` sets PERMISSION_GUILDS=10000, each night other ones. What is meant to be
different is a named difference that turns discord.py's answer into the expected one, so the comparison stays exact;
each of them, with an example and with what Discord documents, is in `docs/permissions.md`.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, given, settings

from guildhall.discord.permissions import ALL_PERMISSIONS, NO_PERMISSIONS, Permission
from guildhall.discord.rights import (
    base_permissions,
    can_assign_role,
    can_manage_role,
    channel_permissions,
    guild_permissions,
    outranks,
    top_role,
)
from tests.fakes import discord_api as api
from tests.fakes.permission_guilds import (
    CATEGORY,
    FORUM,
    NEWS,
    NOW,
    PRIVATE_THREAD,
    STAGE,
    TEXT,
    VOICE,
    Case,
    cases,
    our_guild,
    our_members,
    our_places,
)

GUILDS = int(os.environ.get("PERMISSION_GUILDS", "500"))
GENERATED = settings(
    max_examples=GUILDS,
    derandomize="PERMISSION_GUILDS" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DOCUMENTED = Path(__file__).parents[2] / "docs" / "permissions.md"
P = Permission
KNOWN = int(ALL_PERMISSIONS)
GUILD_WIDE = (
    P.KICK_MEMBERS | P.BAN_MEMBERS | P.ADMINISTRATOR | P.MANAGE_GUILD | P.VIEW_AUDIT_LOG | P.VIEW_GUILD_INSIGHTS
) | (
    P.CHANGE_NICKNAME | P.MANAGE_NICKNAMES | P.MANAGE_GUILD_EXPRESSIONS | P.MODERATE_MEMBERS
    | P.VIEW_CREATOR_MONETIZATION_ANALYTICS | P.CREATE_GUILD_EXPRESSIONS
)  # fmt: skip
IN_VOICE = Permission(discord.Permissions.voice().value)
READING = P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY
NEEDS_SENDING = P.MENTION_EVERYONE | P.SEND_TTS_MESSAGES | P.ATTACH_FILES | P.EMBED_LINKS


@dataclass(frozen=True)
class Point:
    """One member in one channel, as Discord sent them; and what discord.py says of the guild at large."""

    member: dict[str, Any]
    channel: dict[str, Any]
    within: list[str]
    at_large: Permission
    above_all: bool

    @property
    def kind(self) -> int:
        return int(self.channel["type"])

    @property
    def thread(self) -> dict[str, Any] | None:
        state: dict[str, Any] | None = self.channel.get("thread_metadata")
        return state


type Turn = Callable[[Point, Permission, Permission], Permission]
"""What is expected instead of discord.py's answer (the second argument); the third is ours."""


def overwrites_do_not_reach_guild_wide_permissions(point: Point, theirs: Permission, _: Permission) -> Permission:
    """They let an overwrite give and take MANAGE_GUILD; Discord's table has no kind of channel for it."""
    return theirs.without(GUILD_WIDE) | (point.at_large & GUILD_WIDE)


def screening_leaves_reading_only(point: Point, theirs: Permission, _: Permission) -> Permission:
    """They do not look at `pending`; Discord restricts such a member from doing anything."""
    return theirs & READING if point.member["pending"] and not point.above_all else theirs


def sending_in_a_thread_is_one_bit(point: Point, theirs: Permission, _: Permission) -> Permission:
    """They leave the parent's SEND_MESSAGES; Discord says that it has no effect there."""
    if point.thread is None:
        return theirs
    sends = theirs.has(P.SEND_MESSAGES_IN_THREADS)
    return theirs | P.SEND_MESSAGES if sends else theirs.without(P.SEND_MESSAGES)


def what_is_not_seen_gives_nothing(_: Point, theirs: Permission, __: Permission) -> Permission:
    """They keep guild-wide and newer bits in a hidden channel, and look at no category's view at all."""
    return theirs if theirs.has(P.VIEW_CHANNEL) else NO_PERMISSIONS


def a_private_thread_is_for_those_in_it(point: Point, theirs: Permission, _: Permission) -> Permission:
    """They treat it like a public one; Discord shows it to its members and to MANAGE_THREADS."""
    outside = point.kind == PRIVATE_THREAD and point.member["user"]["id"] not in point.within
    return NO_PERMISSIONS if outside and not theirs.has(P.MANAGE_THREADS) else theirs


def who_cannot_connect_reads_and_writes_no_voice_text(point: Point, theirs: Permission, _: Permission) -> Permission:
    """They take the voice only; Discord asks for CONNECT to read a voice channel's messages."""
    shut = point.kind in {VOICE, STAGE} and not theirs.has(P.CONNECT)
    texts = P.READ_MESSAGE_HISTORY | P.SEND_MESSAGES | P.MANAGE_MESSAGES | P.ADD_REACTIONS
    return theirs.without(texts | NEEDS_SENDING) if shut else theirs


def a_locked_thread_is_written_by_its_managers(point: Point, theirs: Permission, _: Permission) -> Permission:
    """They do not look at it; Discord lets only MANAGE_THREADS write, and delete once it is archived too."""
    if point.thread is None or not point.thread["locked"] or theirs.has(P.MANAGE_THREADS):
        return theirs
    gone = P.SEND_MESSAGES | P.SEND_MESSAGES_IN_THREADS | NEEDS_SENDING
    return theirs.without(gone | (P.MANAGE_MESSAGES if point.thread["archived"] else NO_PERMISSIONS))


def in_an_archived_thread_nobody_reacts_or_pins(point: Point, theirs: Permission, _: Permission) -> Permission:
    """They do not look at it; Discord lets messages only be deleted there, or sent, which makes it active."""
    rests = point.thread is not None and point.thread["archived"] and not point.above_all
    return theirs.without(P.ADD_REACTIONS | P.USE_APPLICATION_COMMANDS | P.PIN_MESSAGES) if rests else theirs


def a_category_implies_what_a_channel_implies(point: Point, theirs: Permission, _: Permission) -> Permission:
    """They apply no implicit denial to categories; Discord's does not ask what kind of channel it is."""
    mute = point.kind == CATEGORY and not theirs.has(P.SEND_MESSAGES)
    return theirs.without(NEEDS_SENDING) if mute else theirs


def voice_in_a_text_channel_is_not_compared(point: Point, theirs: Permission, ours: Permission) -> Permission:
    """They take the bits for voice away, the owner's too; Discord's algorithm does not, and nobody asks for them."""
    if point.kind not in {TEXT, NEWS, FORUM} or not theirs.has(P.VIEW_CHANNEL):
        return theirs
    return theirs.without(IN_VOICE) | (ours & IN_VOICE)


DIFFERENCES: tuple[Turn, ...] = (
    overwrites_do_not_reach_guild_wide_permissions,
    screening_leaves_reading_only,
    sending_in_a_thread_is_one_bit,
    what_is_not_seen_gives_nothing,
    a_private_thread_is_for_those_in_it,
    who_cannot_connect_reads_and_writes_no_voice_text,
    a_locked_thread_is_written_by_its_managers,
    in_an_archived_thread_nobody_reacts_or_pins,
    a_category_implies_what_a_channel_implies,
    voice_in_a_text_channel_is_not_compared,
)


class Theirs:
    """The same guild in discord.py."""

    def __init__(self, case: Case) -> None:
        state: Any = SimpleNamespace(self_id=999, shard_count=None, cache_guild_expressions=False)
        state.member_cache_flags = discord.MemberCacheFlags.none()
        state.store_user = lambda data, **_: discord.User(state=state, data=data)
        self._state = state
        data: Any = {**case.guild, "channels": case.channels, "threads": case.threads}
        self.guild = discord.Guild(data=data, state=state)
        self.members = [self._member(member) for member in case.members]

    def _member(self, data: Any) -> discord.Member:
        return discord.Member(data=data, guild=self.guild, state=self._state)

    def in_channel(self, channel_id: str, member: discord.Member) -> Permission:
        found: Any = self.guild.get_channel_or_thread(int(channel_id))
        return Permission(found.permissions_for(member).value & KNOWN)

    def at_large(self, member: discord.Member) -> Permission:
        return Permission(member.guild_permissions.value & KNOWN)

    def role(self, role_id: str) -> discord.Role:
        found = self.guild.get_role(int(role_id))
        assert found is not None
        return found


def compare_channels(case: Case, theirs: Theirs, met: Counter[str]) -> None:
    """Compare each member in each channel and thread; count the differences that were met."""
    guild = our_guild(case)
    for sent, member, their_member in zip(case.members, our_members(case), theirs.members, strict=True):
        at_large = theirs.at_large(their_member)
        for channel, place in our_places(case):
            ours = channel_permissions(guild, member, place.channel, place.parent, now=NOW) & ALL_PERMISSIONS
            within = case.thread_member_ids.get(channel["id"], [])
            point = Point(sent, channel, within, at_large, at_large.has(P.ADMINISTRATOR))
            expected = theirs.in_channel(channel["id"], their_member)
            for difference in DIFFERENCES:
                turned = difference(point, expected, ours)
                met[difference.__name__] += turned != expected
                expected = turned
            assert ours == expected, f"{member.id} in {channel['id']}: {ours ^ expected!r}"


def compare_at_large(case: Case, theirs: Theirs) -> None:
    """Compare what each member may in the guild at large."""
    guild = our_guild(case)
    for sent, member, their_member in zip(case.members, our_members(case), theirs.members, strict=True):
        expected = theirs.at_large(their_member)
        if not member.timed_out(NOW):
            assert base_permissions(guild, member) & ALL_PERMISSIONS == expected
        if sent["pending"] and not expected.has(P.ADMINISTRATOR):
            expected &= READING
        assert guild_permissions(guild, member, now=NOW) & ALL_PERMISSIONS == expected


def compare_ranks(case: Case, theirs: Theirs) -> None:
    """Compare who stands above whom, and above which role; nobody stands above themselves or the owner."""
    guild = our_guild(case)
    people = list(zip(our_members(case), theirs.members, strict=True))
    for member, their_member in people:
        assert top_role(guild, member).id == str(their_member.top_role.id)
        owns = case.guild["owner_id"] == member.id
        for target, their_target in people:
            expected = owns or their_member.top_role > their_target.top_role
            untouchable = target.id in {member.id, case.guild["owner_id"]}
            assert outranks(guild, member, target) == (expected and not untouchable)
        for role in guild.roles:
            their_role = theirs.role(role.id)
            manages = owns or their_member.top_role > their_role
            assert can_manage_role(guild, member, role) == manages
            assert can_assign_role(guild, member, role) == (manages and not their_role.managed and role.id != api.GUILD)


@pytest.mark.requirement("F1")
@pytest.mark.timeout(1800)
def test_rights_and_ranks_are_discord_pys_but_for_the_named_differences() -> None:
    met: Counter[str] = Counter()

    @GENERATED
    @given(cases())
    def every_guild_agrees(case: Case) -> None:
        theirs = Theirs(case)
        compare_channels(case, theirs, met)
        compare_at_large(case, theirs)
        compare_ranks(case, theirs)

    every_guild_agrees()
    never = [difference.__name__ for difference in DIFFERENCES if not met[difference.__name__]]
    assert never == [], "a difference that no guild shows explains nothing"


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.__name__)
def test_a_difference_is_explained_in_the_documentation(difference: Turn) -> None:
    assert f"`{difference.__name__}`" in DOCUMENTED.read_text(encoding="utf-8")
