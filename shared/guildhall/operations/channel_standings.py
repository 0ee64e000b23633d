"""Who may do what in a channel, and by what: what roles end up with there, and where a member's rights come from.

role      what the channel allows and denies to it, and what somebody has who holds only it
member    each permission with what gives it, and each missing one with where it is lost and who can change that
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Self

from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.losses import explain_missing
from guildhall.discord.permissions import ALL_PERMISSIONS, NO_PERMISSIONS, Permission
from guildhall.discord.rights import GUILD_WIDE, Cause, Place, Step, channel_permissions, steps
from guildhall.discord.types.channel import OverwriteType
from guildhall.discord.types.guild import Member, User
from guildhall.operations.fields import By, GivenName, OurText, names
from guildhall.operations.model import Model

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild, Role

_NOBODY = UserId("1")
"""The id of an account that is in no guild: whoever holds only one role."""
_GIVEN_BY = {
    Cause.EVERYONE_OVERWRITE: "the channel allows it to @everyone",
    Cause.MEMBER_OVERWRITE: "the channel allows it to this member",
}


class RoleStanding(Model):
    """What a channel says of a role, and what somebody may do there who holds only it; Discord's names."""

    role_id: RoleId
    name: GivenName
    allow: list[OurText]
    deny: list[OurText]
    effective: list[OurText]

    @classmethod
    def of(cls, guild: "Guild", place: Place, role: "Role", now: datetime) -> Self:
        """Return how a role stands in a channel."""
        said = place.ruling.overwrite(role.id, OverwriteType.ROLE) if place.ruling else None
        holder = Member(user=User(id=_NOBODY), roles=(role.id,))
        held = channel_permissions(guild, holder, place.channel, place.parent, now=now)
        sides = {"allow": names(said.allow), "deny": names(said.deny)} if said else {"allow": [], "deny": []}
        return cls.model_validate({"role_id": role.id, "name": role.name, **sides, "effective": names(held)})


class Held(Model):
    """A permission and what gives it: roles by their names, or words of ours."""

    permission: OurText
    by_roles: list[GivenName]
    why: OurText


class Missing(Model):
    """A permission, where it is lost, and who can change that; the two quote names of roles."""

    permission: OurText
    why: GivenName
    remedy: GivenName


class MemberStanding(Model):
    """What a member may do in a channel and by what, and what they may not."""

    user_id: UserId
    display_name: Annotated[str, By("user_id")]
    held: list[Held]
    missing: list[Missing]

    @classmethod
    def of(cls, guild: "Guild", place: Place, member: Member, asked: Permission, now: datetime) -> Self:
        """Return how a member stands in a channel, as far as some permissions go."""
        taken = list(steps(guild, member, place, now=now))
        losses = explain_missing(asked.without(taken[-1].left), guild, member, place, now=now)
        return cls(
            user_id=member.id,
            display_name=member.display,
            held=[_held(bit, guild, member, taken) for bit in asked & taken[-1].left],
            missing=[
                Missing(permission=str(loss.permission.name), why=loss.sentence(guild), remedy=loss.remedy(guild))
                for loss in losses
            ],
        )


def _held(bit: Permission, guild: "Guild", member: Member, taken: list[Step]) -> Held:
    giver = next((step for before, step in _gains(taken) if step.left.has(bit) and not before.has(bit)), taken[0])
    if giver.cause is Cause.ROLE_OVERWRITE:
        allowing = [each.id for each in giver.overwrites if each.allow.has(bit)]
        roles, why = [role.name for role in guild.roles if role.id in allowing], "the channel allows it to a role"
    elif giver.cause is Cause.NEVER_GRANTED:
        roles, why = _carrying(bit, guild, member)
    else:
        roles, why = [], _GIVEN_BY.get(giver.cause, "it follows from another permission")
    return Held(permission=str(bit.name), by_roles=roles, why=why)


def _gains(taken: list[Step]) -> Iterator[tuple[Permission, Step]]:
    """Yield each step with what was held before it, the last one first."""
    yield from ((before.left, step) for before, step in reversed(list(pairwise(taken))))
    yield NO_PERMISSIONS, taken[0]


def _carrying(bit: Permission, guild: "Guild", member: Member) -> tuple[list[str], str]:
    if guild.owner_id == member.id:
        return [], "they own the server"
    own = [role for role in guild.roles if role.id in {guild.id, *member.roles}]
    carrying = [role.name for role in own if role.permissions.has(bit)]
    if carrying:
        return carrying, "a role carries it"
    return [role.name for role in own if role.permissions.has(Permission.ADMINISTRATOR)], "an administrator has all"


def counting_in(place: Place) -> Permission:
    """Return the permissions that mean something in a channel of its kind."""
    voice = place.channel.type.is_voice
    return Permission(sum(bit for bit in ALL_PERMISSIONS if voice or bit not in _OF_VOICE)).without(GUILD_WIDE)


_OF_VOICE = (
    Permission.PRIORITY_SPEAKER
    | Permission.STREAM
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.MUTE_MEMBERS
    | Permission.DEAFEN_MEMBERS
    | Permission.MOVE_MEMBERS
    | Permission.USE_VAD
    | Permission.REQUEST_TO_SPEAK
    | Permission.USE_SOUNDBOARD
    | Permission.USE_EXTERNAL_SOUNDS
    | Permission.SET_VOICE_CHANNEL_STATUS
)
