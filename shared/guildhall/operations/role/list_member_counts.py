"""role.list_member_counts."""

from guildhall.discord.ids import RoleId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields
from guildhall.operations.role_listed import from_highest
from guildhall.operations.spec import Risk, Spec


class RoleCount(Model):
    """A role and how many members have it."""

    role_id: RoleId
    name: GivenName
    member_count: int


class RoleCountsListed(Model):
    """Roles from the highest down, without @everyone, which all members have."""

    roles: list[RoleCount]


class ListRoleMemberCounts(GuildOperation[RoleCountsListed]):
    """Count the members of every role, from the highest role down; works without the members intent."""

    spec = Spec(
        risk=Risk.READ,
        scope="roles:read",
        permission=None,
        why="Every member's client shows who has which role.",
        route=Route("GET /guilds/{guild_id}/roles/member-counts"),
        source="resources/guild#get-guild-role-member-counts",
    )

    def execute(self, ports: Ports) -> RoleCountsListed:
        """Read the counts."""
        roles = [role for role in ports.discord.guild(self.guild_id).roles if str(role.id) != self.guild_id]
        counts = fields(self.send(ports))
        shown = [_counted(role.id, role.name, counts.get(role.id)) for role in from_highest(roles, self.guild_id)]
        return RoleCountsListed(roles=shown)


def _counted(role_id: RoleId, name: str, count: object) -> RoleCount:
    return RoleCount(role_id=role_id, name=name, member_count=count if isinstance(count, int) else 0)
