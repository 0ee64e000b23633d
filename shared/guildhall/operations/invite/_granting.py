"""An invite that gives roles to whoever joins by it: whoever makes it must be able to give each of them by hand."""

from typing import TYPE_CHECKING

from pydantic import BaseModel

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.rights import guild_permissions
from guildhall.errors import PermissionMissing
from guildhall.operations.base import Acts, ChannelOperation, Locus, Reasoned
from guildhall.operations.invite._wanted import Wanted
from guildhall.operations.ports import Ports
from guildhall.operations.role._danger import named, risk_of_granting
from guildhall.operations.spec import Risk

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Role


class Granting[R: BaseModel](Wanted, ChannelOperation[R], Reasoned):
    """Making an invite, which may give roles."""

    def acts_on(self) -> Acts:
        """Return the roles that it gives, and whose stream it opens."""
        peers = (self.stream_user_id,) if self.stream_user_id else ()
        return Acts(role_ids=tuple(sorted(self.role_ids, key=int)), peer_ids=peers)

    def needs(self, locus: Locus) -> Permission:
        """Return what making an invite takes, and what giving roles does."""
        return super().needs(locus) | (Permission.MANAGE_ROLES if self.role_ids else NO_PERMISSIONS)

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE where it gives a role with which much harm can be done."""
        return max([self.spec.risk, *map(risk_of_granting, self.given(ports))])

    def given(self, ports: Ports) -> list["Role"]:
        """Return the roles that it gives.

        Raises:
            PermissionMissing: Caller or bot may not give roles: in a channel, Manage Roles means its permissions alone.
            DiscordNotFound: The guild has no such role.
        """
        guild_id = ports.discord.channel(self.channel_id).guild_id
        if guild_id is None or not self.role_ids:
            return []
        _require_at_large(ports, guild_id)
        guild = ports.discord.guild(guild_id)
        return [named(guild, role_id) for role_id in sorted(self.role_ids, key=int)]


def _require_at_large(ports: Ports, guild_id: GuildId) -> None:
    bot = guild_permissions(ports.discord.guild(guild_id), ports.discord.bot_member(guild_id), now=ports.now)
    for who, told, held in (("caller", "You lack", ports.caller.in_guild()), ("bot", "The bot lacks", bot)):
        if not held.has(Permission.MANAGE_ROLES):
            hint = "Make an invite without roles, or ask somebody who gives them."
            raise PermissionMissing(f"{told} Manage Roles in this server.", hint, who=who, needed=["Manage Roles"])
