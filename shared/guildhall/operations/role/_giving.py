"""What may stand in a role, and how dangerous it is to let it stand there.

Nobody puts permissions into a role through this bot, or takes them out, that they do not have themselves. Discord holds
a bot to the same.
Source: https://docs.discord.com/developers/topics/permissions#permission-hierarchy
"""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS, Permission, describe
from guildhall.discord.rights import guild_permissions
from guildhall.errors import PermissionMissing
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk

RoleName = Annotated[str, Field(min_length=1, max_length=limits.ROLE_NAME), Redaction(Keep.AS_IS)]
Colour = Annotated[
    str,
    Field(pattern=r"^#[0-9a-fA-F]{6}$", description="As #rrggbb; #000000 is none of its own."),
    Redaction(Keep.AS_IS),
]
RoleEmoji = Annotated[
    str,
    Field(max_length=100, description="A standard emoji beside its name; empty for none. Takes server boosts."),
    Redaction(Keep.AS_IS),
]


def risk_of_gaining(gained: Permission) -> Risk:
    """Return SENSITIVE, or DESTRUCTIVE where much harm can be done with what a role's holders gain."""
    return Risk.DESTRUCTIVE if gained & DANGEROUS_PERMISSIONS else Risk.SENSITIVE


def require_own(ports: Ports, guild_id: GuildId, bits: Permission) -> None:
    """Raise PermissionMissing where caller or bot lack something that goes into a role or out of it."""
    bot = guild_permissions(ports.discord.guild(guild_id), ports.discord.bot_member(guild_id), now=ports.now)
    for who, told, held in (("caller", "You lack", ports.caller.in_guild()), ("bot", "The bot lacks", bot)):
        if lacking := describe(bits.without(held)):
            raise PermissionMissing(
                f"{told} {' and '.join(lacking)} in this server, so no role can be given it or lose it.",
                "Leave it out, or ask somebody who has it.",
                who=who,
                needed=lacking,
            )
