"""What a member may do in a guild and in a channel, and who stands above whom: Discord's own rules, as pure functions.

**Rights.** Start with the role @everyone and add the bits of every role that the member has. The guild's owner, and
whoever ends up with ADMINISTRATOR, may do everything and is out of reach of all that follows. In a channel then come
its overwrites, each step first denying and then allowing: the one for @everyone; those of all the member's roles
*together* (an allow of one role beats a deny of another, whatever their order); the member's own. They reach only the
bits that Discord has for channels: nobody gets MANAGE_GUILD by an overwrite. A member in timeout, or who has not passed
the guild's screening, keeps only VIEW_CHANNEL and READ_MESSAGE_HISTORY. Last comes what follows from what is missing:
without VIEW_CHANNEL nothing is left; without SEND_MESSAGES no mentions of everyone, TTS, files or embedded links;
without CONNECT no voice, no text of that voice channel, nor managing it.

A thread has no overwrites: its parent's count. SEND_MESSAGES does not reach into it; here, in a thread, the bit
stands for SEND_MESSAGES_IN_THREADS, so that whoever asks "may they send here" asks for the same bit everywhere. A
private thread is nothing to those who are neither in it nor hold MANAGE_THREADS. In a locked thread only those who hold
MANAGE_THREADS write; in an archived one nobody reacts or pins, but a message makes it active again if it is not locked.

A category gives nothing to its channels: a channel that looks synced carries copies of the category's overwrites.

**Worked example.** @everyone: VIEW_CHANNEL, SEND_MESSAGES. Role Muted: no bits. Role Helper: MANAGE_MESSAGES. The
channel denies SEND_MESSAGES to Muted, allows it to Helper, and denies MANAGE_MESSAGES to the member Ann, who has both
roles.

    roles           VIEW_CHANNEL | SEND_MESSAGES | MANAGE_MESSAGES
    - @everyone     no overwrite
    - her roles     Muted denies SEND_MESSAGES, Helper allows it: it stays
    - herself       MANAGE_MESSAGES goes
    left            VIEW_CHANNEL | SEND_MESSAGES

**Hierarchy.** Whoever acts on a member or a role must stand above it: the higher position wins; of two roles at the
same position the lower id is the higher role; @everyone is below all. The owner stands above all, and nobody above
the owner.

Every doubt ends in no rights: a channel of another guild, a thread whose parent is unknown, a guild without its roles.
Where this differs from discord.py and why: `docs/permissions.md`.
Source: https://docs.discord.com/developers/topics/permissions#permission-overwrites
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from guildhall.discord.permissions import ALL_PERMISSIONS, NO_PERMISSIONS, Permission

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, Overwrite
    from guildhall.discord.types.guild import Guild, Member, Role

_READING = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
GUILD_WIDE = (
    Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.ADMINISTRATOR
    | Permission.MANAGE_GUILD
    | Permission.VIEW_AUDIT_LOG
    | Permission.VIEW_GUILD_INSIGHTS
    | Permission.CHANGE_NICKNAME
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_GUILD_EXPRESSIONS
    | Permission.MODERATE_MEMBERS
    | Permission.VIEW_CREATOR_MONETIZATION_ANALYTICS
    | Permission.CREATE_GUILD_EXPRESSIONS
)
"""Bits to which Discord's table gives no kind of channel: an overwrite with them means nothing."""
_NEEDS_SENDING = (
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)
_NEEDS_CONNECTING = (
    Permission.PRIORITY_SPEAKER
    | Permission.STREAM
    | Permission.SPEAK
    | Permission.MUTE_MEMBERS
    | Permission.DEAFEN_MEMBERS
    | Permission.MOVE_MEMBERS
    | Permission.USE_VAD
    | Permission.USE_EMBEDDED_ACTIVITIES
    | Permission.USE_SOUNDBOARD
    | Permission.USE_EXTERNAL_SOUNDS
    | Permission.SET_VOICE_CHANNEL_STATUS
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.SEND_MESSAGES
    | Permission.MANAGE_MESSAGES
    | Permission.ADD_REACTIONS
)
_NEEDS_UNLOCKED = Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS
_NEEDS_ACTIVE = Permission.ADD_REACTIONS | Permission.USE_APPLICATION_COMMANDS | Permission.PIN_MESSAGES


class Cause(StrEnum):
    """Why a member does not have a permission."""

    NEVER_GRANTED = "never_granted"
    EVERYONE_OVERWRITE = "everyone_overwrite"
    ROLE_OVERWRITE = "role_overwrite"
    MEMBER_OVERWRITE = "member_overwrite"
    TIMEOUT = "timeout"
    SCREENING = "screening"
    CHANNEL_HIDDEN = "channel_hidden"
    CANNOT_SEND = "cannot_send"
    CANNOT_CONNECT = "cannot_connect"
    NOT_IN_THREAD = "not_in_thread"
    THREAD_LOCKED = "thread_locked"
    THREAD_ARCHIVED = "thread_archived"
    UNREACHABLE = "unreachable"


class Place(NamedTuple):
    """A channel as rights see it; a thread comes with the channel that it hangs on."""

    channel: "Channel"
    parent: "Channel | None" = None

    @property
    def ruling(self) -> "Channel | None":
        """The channel whose overwrites count: the parent of a thread (None when that is unknown), else the channel."""
        if not self.channel.is_thread:
            return self.channel
        known = self.parent is not None and self.parent.id == self.channel.parent_id
        return self.parent if known else None


class Step(NamedTuple):
    """What was left after one step of the calculation, and which overwrites made it."""

    cause: Cause
    left: Permission
    overwrites: "tuple[Overwrite, ...]" = ()


def base_permissions(guild: "Guild", member: "Member") -> Permission:
    """Return what the member's roles give in the whole guild; a timeout is not looked at."""
    if guild.owner_id == member.id:
        return ALL_PERMISSIONS
    if guild.everyone is None:
        return NO_PERMISSIONS
    held = {guild.id, *member.roles}
    granted = NO_PERMISSIONS
    for role in guild.roles:
        if role.id in held:
            granted |= role.permissions
    return granted | ALL_PERMISSIONS if granted.has(Permission.ADMINISTRATOR) else granted


def guild_permissions(guild: "Guild", member: "Member", *, now: datetime) -> Permission:
    """Return what the member may do in the guild at large."""
    return list(steps(guild, member, None, now=now))[-1].left


def channel_permissions(
    guild: "Guild", member: "Member", channel: "Channel", parent: "Channel | None" = None, *, now: datetime
) -> Permission:
    """Return what the member may do in a channel, or in a thread of `parent`."""
    return list(steps(guild, member, Place(channel, parent), now=now))[-1].left


def steps(guild: "Guild", member: "Member", place: Place | None, *, now: datetime) -> Iterator[Step]:
    """Yield what is left after each step of the calculation; the last one is the answer."""
    if place is not None and place.channel.guild_id != guild.id:
        yield Step(Cause.UNREACHABLE, NO_PERMISSIONS)
        return
    left = base_permissions(guild, member)
    yield Step(Cause.NEVER_GRANTED, left)
    if left.has(Permission.ADMINISTRATOR):
        return
    if place is not None:
        for step in _overwritten(guild, member, place, left):
            left = step.left
            yield step
    for cause, only_reads in ((Cause.TIMEOUT, member.timed_out(now)), (Cause.SCREENING, member.pending)):
        if only_reads:
            left &= _READING
            yield Step(cause, left)
    if place is not None:
        yield from _implied(member, place, left)


def _overwritten(guild: "Guild", member: "Member", place: Place, left: Permission) -> Iterator[Step]:
    ruling = place.ruling
    if ruling is None:
        yield Step(Cause.UNREACHABLE, NO_PERMISSIONS)
        return
    of_roles = [entry for entry in ruling.permission_overwrites if entry.type == 0]
    of_members = [entry for entry in ruling.permission_overwrites if entry.type == 1]
    layers = (
        (Cause.EVERYONE_OVERWRITE, [entry for entry in of_roles if entry.id == guild.id]),
        (Cause.ROLE_OVERWRITE, [entry for entry in of_roles if entry.id != guild.id and entry.id in member.roles]),
        (Cause.MEMBER_OVERWRITE, [entry for entry in of_members if entry.id == member.id]),
    )
    for cause, overwrites in layers:
        denied = allowed = NO_PERMISSIONS
        for entry in overwrites:
            denied |= entry.deny.without(GUILD_WIDE)
            allowed |= entry.allow.without(GUILD_WIDE)
        left = left.without(denied) | allowed
        yield Step(cause, left, tuple(overwrites))


def _implied(member: "Member", place: Place, left: Permission) -> Iterator[Step]:
    if place.channel.is_thread:
        left = left.without(Permission.SEND_MESSAGES)
        left |= Permission.SEND_MESSAGES if left.has(Permission.SEND_MESSAGES_IN_THREADS) else NO_PERMISSIONS
    if not left.has(Permission.VIEW_CHANNEL):
        yield Step(Cause.CHANNEL_HIDDEN, NO_PERMISSIONS)
        return
    if _shut_out(member, place, left):
        yield Step(Cause.NOT_IN_THREAD, NO_PERMISSIONS)
        return
    if place.channel.type.is_voice and not left.has(Permission.CONNECT):
        left = left.without(_NEEDS_CONNECTING)
        yield Step(Cause.CANNOT_CONNECT, left)
    for step in _stilled(place, left):
        left = step.left
        yield step
    if not left.has(Permission.SEND_MESSAGES):
        left = left.without(_NEEDS_SENDING)
    yield Step(Cause.CANNOT_SEND, left)


def _shut_out(member: "Member", place: Place, left: Permission) -> bool:
    private = place.channel.type.name == "PRIVATE_THREAD"
    return private and member.id not in place.channel.member_ids and not left.has(Permission.MANAGE_THREADS)


def _stilled(place: Place, left: Permission) -> Iterator[Step]:
    state = place.channel.thread_metadata
    if state is None:
        return
    if state.locked and not left.has(Permission.MANAGE_THREADS):
        left = left.without(_NEEDS_UNLOCKED | (Permission.MANAGE_MESSAGES if state.archived else NO_PERMISSIONS))
        yield Step(Cause.THREAD_LOCKED, left)
    if state.archived:
        yield Step(Cause.THREAD_ARCHIVED, left.without(_NEEDS_ACTIVE))


def _height(guild: "Guild", role: "Role") -> tuple[bool, int, int]:
    return (str(role.id) != guild.id, role.position, -int(role.id))


def top_role(guild: "Guild", member: "Member") -> "Role":
    """Return the member's highest role, @everyone if there is no other.

    Raises:
        ValueError: The guild came without its roles.
    """
    everyone = guild.everyone
    if everyone is None:
        raise ValueError("the guild came without its roles")
    held = [role for role in guild.roles if role.id in member.roles]
    return max([everyone, *held], key=lambda role: _height(guild, role))


def outranks(guild: "Guild", actor: "Member", target: "Member") -> bool:
    """Return whether `actor` stands above `target`; nobody above themselves or the owner.

    Raises:
        ValueError: The guild came without its roles.
    """
    if target.id in {actor.id, guild.owner_id}:
        return False
    if actor.id == guild.owner_id:
        return True
    return above(guild, top_role(guild, actor), top_role(guild, target))


def above(guild: "Guild", higher: "Role", lower: "Role") -> bool:
    """Return whether one role stands above another."""
    return _height(guild, higher) > _height(guild, lower)


def can_manage_role(guild: "Guild", actor: "Member", role: "Role") -> bool:
    """Return whether the hierarchy lets `actor` edit, move or delete a role; the permission is another matter.

    Raises:
        ValueError: The guild came without its roles.
    """
    return actor.id == guild.owner_id or above(guild, top_role(guild, actor), role)


def can_assign_role(guild: "Guild", actor: "Member", role: "Role") -> bool:
    """Return whether the hierarchy lets `actor` give or take a role; nobody can give @everyone or a managed role.

    Raises:
        ValueError: The guild came without its roles.
    """
    return not role.managed and str(role.id) != guild.id and can_manage_role(guild, actor, role)
