"""How dangerous it is to grant a role."""

from typing import TYPE_CHECKING

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS
from guildhall.errors import DiscordNotFound
from guildhall.operations.spec import Risk

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild, Role


def named(guild: "Guild", role_id: RoleId) -> "Role":
    """Return the guild's role of that id.

    Raises:
        DiscordNotFound: The guild has none.
    """
    role = guild.role(role_id)
    if role is None:
        raise DiscordNotFound("That server has no such role.", "List its roles first.", status=404, discord_code=10011)
    return role


def risk_of_granting(role: "Role") -> Risk:
    """Return SENSITIVE, or DESTRUCTIVE for a role that carries a dangerous permission."""
    return Risk.DESTRUCTIVE if role.permissions & DANGEROUS_PERMISSIONS else Risk.SENSITIVE
