"""What may stand in a new channel's overwrites, how dangerous it is, and how a preview shows it.

Nobody gives or takes through this bot what they could not give or take themselves. Discord holds a bot to the same, and
keeps MANAGE_ROLES in overwrites to administrators.
Source: https://docs.discord.com/developers/resources/guild#create-guild-channel
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from guildhall.discord.ids import GuildId, RoleId, UserId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS, NO_PERMISSIONS, Permission, describe
from guildhall.discord.rights import guild_permissions
from guildhall.errors import PermissionMissing
from guildhall.operations.channel._overwrites import OverwriteGiven, OverwriteKind
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change
from guildhall.operations.role._danger import named
from guildhall.operations.spec import Risk


def risk_of_overwriting(overwrites: Sequence[OverwriteGiven]) -> Risk:
    """Return SENSITIVE where something is allowed with which much harm can be done, else WRITE."""
    return Risk.SENSITIVE if any(each.allow & DANGEROUS_PERMISSIONS for each in overwrites) else Risk.WRITE


def granted(ports: Ports, guild_id: GuildId, overwrites: Sequence[OverwriteGiven]) -> tuple[Change, ...]:
    """Return each overwrite as a change.

    Raises:
        PermissionMissing: Caller or bot lack something that is allowed or denied.
        DiscordNotFound: A role or member is not there.
    """
    require_held(ports, guild_id, reduce(or_, (each.allow | each.deny for each in overwrites), NO_PERMISSIONS))
    return tuple(_change(ports, guild_id, each) for each in overwrites)


def require_held(ports: Ports, guild_id: GuildId, bits: Permission) -> None:
    """Raise PermissionMissing where caller or bot lack something that is allowed or denied in a channel."""
    needed = bits | (Permission.ADMINISTRATOR if bits & Permission.MANAGE_ROLES else NO_PERMISSIONS)
    bot = guild_permissions(ports.discord.guild(guild_id), ports.discord.bot_member(guild_id), now=ports.now)
    for who, told, held in (("caller", "You lack", ports.caller.in_guild()), ("bot", "The bot lacks", bot)):
        if lacking := describe(needed.without(held)):
            raise PermissionMissing(
                f"{told} {' and '.join(lacking)} in this server, so it cannot be allowed or denied in a channel.",
                "Leave it out, or ask somebody who has it; Manage Roles in a channel takes an administrator.",
                who=who,
                needed=lacking,
            )


def _change(ports: Ports, guild_id: GuildId, each: OverwriteGiven) -> Change:
    if each.kind is OverwriteKind.MEMBER:
        whose = ports.discord.member(guild_id, UserId(each.id)).display
    else:
        whose = named(ports.discord.guild(guild_id), RoleId(each.id)).name
    sides = (("allow", each.allow), ("deny", each.deny))
    told = [f"{verb} {', '.join(describe(bits))}" for verb, bits in sides if bits]
    return Change(field=f"permissions of {whose}", before=None, after="; ".join(told) or "nothing")
