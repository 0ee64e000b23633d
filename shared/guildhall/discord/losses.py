"""Why somebody may not do something, and who can change that: `explain_missing`.

    Manage Messages is denied in this channel by the overwrite for the role "Trainee".
    The guild's owner or somebody with the role "Admin" can allow it in the channel's permissions.

The calculation of `guildhall.discord.rights` is replayed step by step; a bit is lost in the last step that took it
away. Then that is mended in thought and the calculation is replayed again, until nothing new stands in the way: whoever
does everything that is told has the permission afterwards.

    @everyone does not carry Manage Messages, the channel denies it to "Trainee", and Ann is a trainee in timeout
    1. granted by none of the roles held      mended: a role carries it
    2. denied by the overwrite for "Trainee" mended: the channel allows it
    3. suspended while a timeout runs        mended: the timeout is over
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from guildhall.discord.mending import Scene, carriers, mended, mender_roles
from guildhall.discord.permissions import Permission, describe
from guildhall.discord.rights import Cause, Place, Step, steps

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild, Member, Role

_ROOTS = {
    Cause.CHANNEL_HIDDEN: Permission.VIEW_CHANNEL,
    Cause.CANNOT_SEND: Permission.SEND_MESSAGES,
    Cause.CANNOT_CONNECT: Permission.CONNECT,
}
_TOLD = {
    Cause.NEVER_GRANTED: "is granted by none of the roles held",
    Cause.EVERYONE_OVERWRITE: "is denied to @everyone in this channel",
    Cause.ROLE_OVERWRITE: "is denied in this channel by the overwrite for {roles}",
    Cause.MEMBER_OVERWRITE: "is denied in this channel by the overwrite for this member",
    Cause.TIMEOUT: "is suspended while a timeout runs",
    Cause.SCREENING: "is suspended until the server's membership screening is passed",
    Cause.CHANNEL_HIDDEN: "does not count in a channel that is hidden",
    Cause.CANNOT_SEND: "does not count where no messages can be sent",
    Cause.CANNOT_CONNECT: "does not count where connecting is not possible",
    Cause.NOT_IN_THREAD: "does not count for whoever is not in this private thread",
    Cause.THREAD_LOCKED: "does not count, because this thread is locked",
    Cause.THREAD_ARCHIVED: "does not count, because this thread is archived",
    Cause.UNREACHABLE: "cannot be found out, because this channel or its parent is not part of this guild",
}
_MENDED = {
    Cause.NEVER_GRANTED: "{who} can {grant}.",
    Cause.EVERYONE_OVERWRITE: "{who} can allow it in the channel's permissions.",
    Cause.ROLE_OVERWRITE: "{who} can allow it in the channel's permissions.",
    Cause.MEMBER_OVERWRITE: "{who} can allow it in the channel's permissions.",
    Cause.TIMEOUT: "Wait until the timeout ends, or {who} can lift it.",
    Cause.SCREENING: "It is passed in the Discord client, by accepting the server's rules.",
    Cause.CHANNEL_HIDDEN: "",
    Cause.CANNOT_SEND: "",
    Cause.CANNOT_CONNECT: "",
    Cause.NOT_IN_THREAD: "Somebody in the thread, or {who} can add people to it.",
    Cause.THREAD_LOCKED: "{who} can unlock the thread.",
    Cause.THREAD_ARCHIVED: "A message there makes the thread active again, or {who} can do it.",
    Cause.UNREACHABLE: "",
}
_NAME_CHARACTERS = 40


class Loss(NamedTuple):
    """One permission that somebody does not have, and one thing that takes it.

    Attributes:
        permission: The bit.
        cause: Where it is lost.
        overwrite_role_ids: The roles whose overwrites deny it, for `Cause.ROLE_OVERWRITE`.
        granting_role_ids: Roles of the guild that carry it (or ADMINISTRATOR) and can be given.
        granter_role_ids: Roles each of which lets its holders mend it. The owner always can.
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
        """Return who can change it and how; nothing where another loss says it, or nobody can."""
        who = "the guild's owner"
        if self.granter_role_ids:
            who += f" or somebody with {_names(guild, self.granter_role_ids)}"
        carrying, bit = _names(guild, self.granting_role_ids, " or "), describe(self.permission)[0]
        words = _MENDED[self.cause].format(who=who, grant=f"give {carrying}" if carrying else f"let a role carry {bit}")
        return words[:1].upper() + words[1:]


def explain_missing(
    needed: Permission, guild: "Guild", member: "Member", place: Place | None = None, *, now: datetime
) -> list[Loss]:
    """Return where each needed permission is lost that the member does not have; empty when nothing is missing.

    What is lost only because of another bit (sending, without being able to see) is followed by that bit's own loss;
    what stands behind a loss is told after it. In a thread, SEND_MESSAGES is explained as SEND_MESSAGES_IN_THREADS,
    which is the bit that somebody can grant there.
    """
    if place is not None and place.channel.is_thread and needed.has(Permission.SEND_MESSAGES):
        needed = needed.without(Permission.SEND_MESSAGES) | Permission.SEND_MESSAGES_IN_THREADS
    first = scene = Scene(guild, member, place)
    losses: list[Loss] = []
    told: set[tuple[Permission, Cause]] = set()
    while found := [(bit, step) for bit, step in _lost(needed, scene, now) if (bit, step.cause) not in told]:
        for bit, step in found:
            losses.append(_loss(bit, step, first))
            told.add((bit, step.cause))
            scene = mended(scene, step.cause, bit)
    return losses


def _lost(needed: Permission, scene: Scene, now: datetime) -> Iterator[tuple[Permission, Step]]:
    """Yield each missing bit with the step that took it last, and then the bits on which those hang."""
    taken = list(steps(scene.guild, scene.member, scene.place, now=now))
    wanted = list(needed.without(taken[-1].left))
    for bit in wanted:
        step = next(_takers(bit, taken), taken[0])
        yield bit, step
        root = _ROOTS.get(step.cause)
        if root is Permission.SEND_MESSAGES and scene.place is not None and scene.place.channel.is_thread:
            root = Permission.SEND_MESSAGES_IN_THREADS
        if root and root not in wanted:
            wanted.append(root)


def _loss(bit: Permission, step: Step, scene: Scene) -> Loss:
    return Loss(
        permission=bit,
        cause=step.cause,
        overwrite_role_ids=tuple(str(entry.id) for entry in step.overwrites if entry.deny.has(bit) and entry.type == 0),
        granting_role_ids=_ids(carriers(scene.guild, bit)),
        granter_role_ids=_ids(mender_roles(scene, step.cause, bit)),
    )


def _takers(bit: Permission, taken: list[Step]) -> Iterator[Step]:
    for before, after in reversed(list(pairwise(taken))):
        if before.left.has(bit) and not after.left.has(bit):
            yield after


def _ids(roles: "tuple[Role, ...]") -> tuple[str, ...]:
    return tuple(str(role.id) for role in roles)


def _names(guild: "Guild", role_ids: tuple[str, ...], between: str = ", ") -> str:
    return between.join(_name(guild, role_id) for role_id in role_ids)


def _name(guild: "Guild", role_id: str) -> str:
    role = guild.role(role_id)
    if role is None or role_id == guild.id:
        return "@everyone" if role else f"the role {role_id}"
    words = " ".join("".join(char if char.isprintable() else " " for char in role.name).split())
    return f'the role "{words[:_NAME_CHARACTERS].replace(chr(34), chr(39))}"'
