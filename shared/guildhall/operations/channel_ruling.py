"""What all that a channel says of roles and members is replaced with: what is gained by it, and who may do that.

Several operations end in one list of overwrites that takes the place of another: the category's, another channel's, one
that is given. Each keeps to the same rules as the operations on one overwrite: nobody gives or takes what they lack,
what the guild's policy protects stays as it is, and a gain with which much harm can be done is DESTRUCTIVE.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId, Snowflake
from guildhall.discord.permissions import (
    ALL_PERMISSIONS,
    DANGEROUS_PERMISSIONS,
    NO_PERMISSIONS,
    Permission,
    describe,
)
from guildhall.discord.types.channel import Overwrite, OverwriteType
from guildhall.errors import InvalidArguments
from guildhall.operations.channel._granting import require_held
from guildhall.operations.closing import spare
from guildhall.operations.fields import names
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change
from guildhall.operations.reversal import Fidelity, Reversal
from guildhall.operations.spec import Risk

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

type Sides = tuple[Permission, Permission]
type Overwrites = Sequence[Overwrite]

_NEITHER: Sides = (NO_PERMISSIONS, NO_PERMISSIONS)


def ruling_channel(ports: Ports, channel_id: ChannelId) -> tuple["Channel", GuildId]:
    """Return a channel that has overwrites of its own, and its guild.

    Raises:
        InvalidArguments: It is a thread, or in no guild.
    """
    channel = ports.discord.channel(channel_id)
    if channel.guild_id is None or channel.is_thread:
        raise InvalidArguments("A thread has no permissions of its own.", "Name the channel that it hangs on.")
    return channel, channel.guild_id


def risk_of_replacing(before: Overwrites, after: Overwrites) -> Risk:
    """Return DESTRUCTIVE where something is gained with which much harm can be done, else SENSITIVE."""
    gained = NO_PERMISSIONS
    for _, (allowed, denied), (allow, deny) in _differing(before, after):
        gained |= allow.without(allowed) | denied.without(deny)
    return Risk.DESTRUCTIVE if gained & DANGEROUS_PERMISSIONS else Risk.SENSITIVE


def risk_of_granting(overwrites: Overwrites) -> Risk:
    """Return SENSITIVE where a new channel allows something with which much harm can be done, else WRITE."""
    return Risk.SENSITIVE if any(each.allow & DANGEROUS_PERMISSIONS for each in overwrites) else Risk.WRITE


def require_replaceable(ports: Ports, guild_id: GuildId, before: Overwrites, after: Overwrites) -> None:
    """Refuse what caller, bot or policy do not allow of a replacement.

    Raises:
        PermissionMissing: Caller or bot lack something that is given or taken.
        ChannelForbidden: The policy protects a role or member whose overwrite changes.
    """
    changed = list(_differing(before, after))
    bits = reduce(or_, ((was[0] ^ then[0]) | (was[1] ^ then[1]) for _, was, then in changed), NO_PERMISSIONS)
    require_held(ports, guild_id, bits)
    spare(ports, guild_id, [whose for (whose, _), _, _ in changed])


def replacements(ports: Ports, guild_id: GuildId, before: Overwrites, after: Overwrites) -> tuple[Change, ...]:
    """Return whose overwrite becomes another one, both sides in words."""
    guild = ports.discord.guild(guild_id)
    told = []
    for (whose, kind), was, then in _differing(before, after):
        role = guild.role(whose) if kind is OverwriteType.ROLE else None
        holder = role.name if role else f"<@{'&' if kind is OverwriteType.ROLE else ''}{whose}>"
        told.append(Change(field=f"permissions of {holder}", before=_words(was), after=_words(then)))
    return tuple(told)


def wired(overwrites: Overwrites) -> list[JsonValue]:
    """Return overwrites as Discord takes them."""
    return [
        {"id": str(each.id), "type": int(each.type), "allow": each.allow.wire, "deny": each.deny.wire}
        for each in overwrites
    ]


def given(overwrites: Overwrites) -> list[JsonValue]:
    """Return overwrites as a request of ours takes them; what Discord added since has no name."""
    kinds = {OverwriteType.MEMBER: "member"}
    return [
        {
            "id": str(each.id),
            "kind": kinds.get(each.type, "role"),
            "allow": names(each.allow),
            "deny": names(each.deny),
        }
        for each in overwrites
    ]


def set_back(channel_id: ChannelId, prior: JsonValue) -> Reversal | None:
    """Return the call that lets a channel say what it said, of what `remember` read."""
    if not isinstance(prior, dict):
        return None
    arguments: dict[str, JsonValue] = {"channel_id": str(channel_id), "permission_overwrites": prior["overwrites"]}
    if prior["nameless"]:
        lost = "Permissions that Discord added since, and that have no name here, do not come back."
        return Reversal(operation="channel.set_permissions", arguments=arguments, fidelity=Fidelity.PARTIAL, lost=lost)
    return Reversal(operation="channel.set_permissions", arguments=arguments)


def remember(channel: "Channel") -> JsonValue:
    """Return what `set_back` takes of a channel as it is."""
    bits = reduce(or_, (each.allow | each.deny for each in channel.permission_overwrites), NO_PERMISSIONS)
    nameless = bool(bits.without(ALL_PERMISSIONS))
    return {"overwrites": given(channel.permission_overwrites), "nameless": nameless}


def _differing(before: Overwrites, after: Overwrites) -> Iterator[tuple[tuple[Snowflake, OverwriteType], Sides, Sides]]:
    was = {(each.id, each.type): (each.allow, each.deny) for each in before}
    then = {(each.id, each.type): (each.allow, each.deny) for each in after}
    for key in sorted({*was, *then}, key=lambda each: int(each[0])):
        if was.get(key) != then.get(key):
            yield key, was.get(key, _NEITHER), then.get(key, _NEITHER)


def _words(sides: Sides) -> str:
    told = [f"{verb} {', '.join(describe(bits))}" for verb, bits in zip(("allow", "deny"), sides, strict=True) if bits]
    return "; ".join(told) or "nothing"
