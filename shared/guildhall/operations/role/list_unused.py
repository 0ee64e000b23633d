"""role.list_unused."""

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.fields import GivenName
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields
from guildhall.operations.role_listed import from_highest
from guildhall.operations.spec import Risk, Spec


class UnusedRole(Model):
    """A role that nobody has; `channel_count` = channels you see that say something of it."""

    role_id: RoleId
    name: GivenName
    channel_count: int


class UnusedRolesListed(Model):
    """Roles that nobody has, from the highest down."""

    roles: list[UnusedRole]


class ListUnusedRoles(GuildOperation[UnusedRolesListed]):
    """List roles that nobody has, with how many channels still speak of each; those of bots are left out."""

    spec = Spec(
        risk=Risk.READ,
        scope="roles:read",
        permission=None,
        why="Every member's client shows who has which role, and what a channel says of it.",
        route=Route("GET /guilds/{guild_id}/roles/member-counts"),
        source="resources/guild#get-guild-role-member-counts",
    )

    def execute(self, ports: Ports) -> UnusedRolesListed:
        """Count members, and the channels that the caller sees."""
        counts = fields(self.send(ports))
        channels = ports.discord.channels(self.guild_id)
        shown = [each for each in channels if ports.caller.in_channel(each) & Permission.VIEW_CHANNEL]
        told = [entry.id for channel in shown for entry in channel.permission_overwrites]
        roles = [role for role in ports.discord.guild(self.guild_id).roles if not (role.managed or counts.get(role.id))]
        bare = from_highest([role for role in roles if str(role.id) != self.guild_id], self.guild_id)
        return UnusedRolesListed(
            roles=[UnusedRole(role_id=role.id, name=role.name, channel_count=told.count(role.id)) for role in bare]
        )
