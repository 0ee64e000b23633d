"""What has to change so that somebody gets a permission that they lack, and which roles let their holders change it.

`mended` changes a scene in thought, so that `guildhall.discord.losses` can look what else stands in the way;
`mender_roles` names who could do it in truth. Both follow the same table: what takes a permission away is given back by
whoever holds the power over that.

    never granted, an overwrite      MANAGE_ROLES, and the permission itself: nobody gives what they do not have
    a timeout                        MODERATE_MEMBERS, above the member
    a private, locked, archived one  MANAGE_THREADS

Source: https://docs.discord.com/developers/topics/permissions#permission-hierarchy
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.rights import Cause, Place, above, top_role

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.guild import Guild, Member, Role

BY_OVERWRITE = frozenset({Cause.EVERYONE_OVERWRITE, Cause.ROLE_OVERWRITE, Cause.MEMBER_OVERWRITE})
_OF_THREADS = frozenset({Cause.NOT_IN_THREAD, Cause.THREAD_LOCKED, Cause.THREAD_ARCHIVED})


@dataclass(frozen=True, slots=True)
class Scene:
    """Who, in which guild, and where in it; None = in the guild at large."""

    guild: "Guild"
    member: "Member"
    place: Place | None


def mended(scene: Scene, cause: Cause, bit: Permission) -> Scene:
    """Return the scene as it is once what took the permission does not any more; unchanged where nobody can do that."""
    member = scene.member
    if cause is Cause.NEVER_GRANTED:
        return replace(scene, guild=_granting(scene.guild, bit))
    if cause is Cause.TIMEOUT:
        return replace(scene, member=member.model_copy(update={"communication_disabled_until": None}))
    if cause is Cause.SCREENING:
        return replace(scene, member=member.model_copy(update={"pending": False}))
    if scene.place is None:
        return scene
    if cause in _OF_THREADS:
        return replace(scene, place=scene.place._replace(channel=_opened(scene.place.channel, member, cause)))
    return replace(scene, place=_allowing(scene.place, bit)) if cause in BY_OVERWRITE else scene


def mender_roles(scene: Scene, cause: Cause, bit: Permission) -> "tuple[Role, ...]":
    """Return the roles each of which by itself lets its holders mend it; the owner can without any.

    Roles that Discord manages are left out: a bot or an integration has them, whom nobody can ask.
    """
    return tuple(role for role in scene.guild.roles if not role.managed and _can_mend(scene, cause, bit, role))


def carriers(guild: "Guild", bit: Permission) -> "tuple[Role, ...]":
    """Return the roles that carry the permission and can be given to somebody."""
    return tuple(
        role for role in guild.roles if role.permissions & (bit | Permission.ADMINISTRATOR) and not role.managed
    )


def _can_mend(scene: Scene, cause: Cause, bit: Permission, role: "Role") -> bool:
    everybody = scene.guild.everyone.permissions if scene.guild.everyone else NO_PERMISSIONS
    boss, held = role.permissions.has(Permission.ADMINISTRATOR), role.permissions | everybody
    if cause is Cause.TIMEOUT:
        can = boss or role.permissions.has(Permission.MODERATE_MEMBERS)
        return can and above(scene.guild, role, top_role(scene.guild, scene.member))
    if cause in _OF_THREADS:
        return boss or role.permissions.has(Permission.MANAGE_THREADS)
    if cause in {Cause.SCREENING, Cause.UNREACHABLE}:
        return False
    if boss or not role.permissions.has(Permission.MANAGE_ROLES):
        return boss
    given = carriers(scene.guild, bit) if cause is Cause.NEVER_GRANTED else ()
    return held.has(bit) or any(above(scene.guild, role, carrier) for carrier in given)


def _granting(guild: "Guild", bit: Permission) -> "Guild":
    """Return the guild with the permission given to all, which stands for a role of the member's."""
    roles = [
        role.model_copy(update={"permissions": role.permissions | bit}) if str(role.id) == guild.id else role
        for role in guild.roles
    ]
    return guild.model_copy(update={"roles": tuple(roles)})


def _opened(thread: "Channel", member: "Member", cause: Cause) -> "Channel":
    if cause is Cause.NOT_IN_THREAD:
        return thread.model_copy(update={"member_ids": thread.member_ids | {member.id}})
    state = thread.thread_metadata
    field = "locked" if cause is Cause.THREAD_LOCKED else "archived"
    return thread.model_copy(update={"thread_metadata": state and state.model_copy(update={field: False})})


def _allowing(place: Place, bit: Permission) -> Place:
    """Return the place with the bit allowed by every overwrite, so also by the one that took it."""
    ruling = place.ruling
    if ruling is None:
        return place
    turned = tuple(entry.model_copy(update={"allow": entry.allow | bit}) for entry in ruling.permission_overwrites)
    changed = ruling.model_copy(update={"permission_overwrites": turned})
    return place._replace(parent=changed) if place.channel.is_thread else Place(changed)
