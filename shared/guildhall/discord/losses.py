"""Why somebody may not do something, and who can change that: `explain_missing`.

    Manage Messages is denied in this channel by the overwrite for the role "Trainee".
    The guild's owner or somebody with the role "Admin" can change the channel's permissions.

The calculation of `guildhall.discord.rights` is replayed step by step; a bit is lost in the last step that took it
away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from guildhall.discord.permissions import Permission, describe
from guildhall.discord.rights import Cause, Place, Step, steps

if TYPE_CHECKING:
    from guildhall.discord.types import Guild, Member

_ROOTS = {
    Cause.CHANNEL_HIDDEN: Permission.VIEW_CHANNEL,
    Cause.CANNOT_SEND: Permission.SEND_MESSAGES,
    Cause.CANNOT_CONNECT: Permission.CONNECT,
}
_TOLD = {
    Cause.NEVER_GRANTED: "is granted by none of their roles",
    Cause.EVERYONE_OVERWRITE: "is denied to @everyone in this channel",
    Cause.ROLE_OVERWRITE: "is denied in this channel by the overwrite for {roles}",
    Cause.MEMBER_OVERWRITE: "is denied in this channel by the overwrite for this member",
    Cause.TIMEOUT: "is suspended while their timeout runs",
    Cause.CHANNEL_HIDDEN: "does not count, because they cannot see this channel",
    Cause.CANNOT_SEND: "does not count, because they cannot send messages here",
    Cause.CANNOT_CONNECT: "does not count, because they cannot connect to this channel",
    Cause.NOT_IN_THREAD: "does not count, because they are not in this private thread",
    Cause.UNREACHABLE: "cannot be found out, because this channel or its parent is not part of this guild",
}
_NAME_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Loss:
    """One permission that somebody does not have.

    Attributes:
        permission: The bit.
        cause: Where it is lost.
        overwrite_role_ids: The roles whose overwrites deny it, for `Cause.ROLE_OVERWRITE`.
        granting_role_ids: Roles of the guild that carry it (or ADMINISTRATOR).
        granter_role_ids: Roles whose holders can grant it: MANAGE_ROLES or ADMINISTRATOR. The owner always can.
    """

    permission: Permission
    cause: Cause
    overwrite_role_ids: tuple[str, ...]
    granting_role_ids: tuple[str, ...]
    granter_role_ids: tuple[str, ...]

    def sentence(self, guild: "Guild") -> str:
        """Return what is missing and where it is lost, with role names quoted and cut."""
        roles = _names(guild, self.overwrite_role_ids)
        return f"{describe(self.permission)[0]} {_TOLD[self.cause].format(roles=roles)}."

    def remedy(self, guild: "Guild") -> str:
        """Return who can change it and how."""
        who = "The guild's owner"
        if self.granter_role_ids:
            who += f" or somebody with {_names(guild, self.granter_role_ids)}"
        if self.cause is Cause.TIMEOUT:
            return "Wait until the timeout ends, or ask a moderator to lift it."
        if self.cause in {Cause.NOT_IN_THREAD, Cause.UNREACHABLE}:
            return "Ask to be added to the thread." if self.cause is Cause.NOT_IN_THREAD else ""
        if self.cause in {Cause.EVERYONE_OVERWRITE, Cause.ROLE_OVERWRITE, Cause.MEMBER_OVERWRITE}:
            return f"{who} can change the channel's permissions."
        carried = f" (carried by {_names(guild, self.granting_role_ids)})" if self.granting_role_ids else ""
        return f"{who} can grant {describe(self.permission)[0]}{carried}."


def explain_missing(
    needed: Permission, guild: "Guild", member: "Member", place: Place | None = None, *, now: datetime
) -> list[Loss]:
    """Return where each needed permission is lost that the member does not have; empty when nothing is missing.

    What is lost only because of another bit (sending, without being able to see) is followed by that bit's own loss. In
    a thread SEND_MESSAGES is told as SEND_MESSAGES_IN_THREADS, which is the bit that somebody can grant there.
    """
    if place is not None and place.channel.is_thread and needed.has(Permission.SEND_MESSAGES):
        needed = needed.without(Permission.SEND_MESSAGES) | Permission.SEND_MESSAGES_IN_THREADS
    taken = list(steps(guild, member, place, now=now))
    missing = list(needed.without(taken[-1].left))
    losses: list[Loss] = []
    while missing:
        loss = _loss(missing.pop(0), taken, guild)
        losses.append(loss)
        root = _ROOTS.get(loss.cause)
        if root is Permission.SEND_MESSAGES and place is not None and place.channel.is_thread:
            root = Permission.SEND_MESSAGES_IN_THREADS
        if root and root not in missing and all(known.permission != root for known in losses):
            missing.append(root)
    return losses


def _loss(bit: Permission, taken: list[Step], guild: "Guild") -> Loss:
    step = next(_takers(bit, taken), taken[0])
    return Loss(
        permission=bit,
        cause=step.cause,
        overwrite_role_ids=tuple(str(entry.id) for entry in step.overwrites if entry.deny.has(bit) and entry.type == 0),
        granting_role_ids=_carriers(guild, bit | Permission.ADMINISTRATOR),
        granter_role_ids=_carriers(guild, Permission.MANAGE_ROLES | Permission.ADMINISTRATOR),
    )


def _takers(bit: Permission, taken: list[Step]) -> Iterator[Step]:
    for before, after in reversed(list(pairwise(taken))):
        if before.left.has(bit) and not after.left.has(bit):
            yield after


def _carriers(guild: "Guild", bits: Permission) -> tuple[str, ...]:
    return tuple(str(role.id) for role in guild.roles if role.permissions & bits)


def _names(guild: "Guild", role_ids: tuple[str, ...]) -> str:
    return ", ".join(_name(guild, role_id) for role_id in role_ids)


def _name(guild: "Guild", role_id: str) -> str:
    role = guild.role(role_id)
    if role is None or role_id == guild.id:
        return "@everyone" if role else f"the role {role_id}"
    words = " ".join("".join(char if char.isprintable() else " " for char in role.name).split())
    return f'the role "{words[:_NAME_CHARACTERS].replace(chr(34), chr(39))}"'
