"""role.get."""

from guildhall.discord.ids import RoleId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.ports import Ports
from guildhall.operations.role_listed import RoleDetails, role_of
from guildhall.operations.spec import Risk, Spec


class GetRole(GuildOperation[RoleDetails]):
    """Show one role: place, colours, icon, and what it lets its holders do."""

    spec = Spec(
        risk=Risk.READ,
        scope="roles:read",
        permission=None,
        why="Discord tells every member's client the guild's roles.",
        route=Route("GET /guilds/{guild_id}/roles/{role_id}"),
        source="resources/guild#get-guild-role",
    )
    role_id: RoleId

    def execute(self, ports: Ports) -> RoleDetails:
        """Read it."""
        return RoleDetails.of(role_of(self.send(ports), self.spec.route))
