"""role.list."""

from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.role_listed import RoleShown, from_highest, roles_of
from guildhall.operations.spec import Risk, Spec


class RolesListed(Model):
    """Roles from the highest down; @everyone, which all members have, is the last."""

    roles: list[RoleShown]


class ListRoles(GuildOperation[RolesListed]):
    """List a guild's roles from the highest down, with what each lets its holders do."""

    spec = Spec(
        risk=Risk.READ,
        scope="roles:read",
        permission=None,
        why="Discord tells every member's client the guild's roles.",
        route=Route("GET /guilds/{guild_id}/roles"),
        source="resources/guild#get-guild-roles",
        listed=True,
    )

    def execute(self, ports: Ports) -> RolesListed:
        """Read them."""
        roles = from_highest(roles_of(self.send(ports), self.spec.route), self.guild_id)
        return RolesListed(roles=[RoleShown.of(role) for role in roles])
