"""workspace.list."""

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.identity import PlatformRole
from guildhall.operations.base import GuildOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class Granted(Model):
    """Somebody to whom a platform role was granted by hand."""

    user_id: UserId
    role: PlatformRole


class WorkspaceRoles(Model):
    """The platform roles that were granted by hand; everybody else is what Discord's permissions say."""

    granted: list[Granted]


class ListWorkspace(GuildOperation[WorkspaceRoles]):
    """List the platform roles that were granted by hand in the server."""

    spec = Spec(
        risk=Risk.READ, scope="workspace:read", permission=Permission.MANAGE_GUILD, source="guildhall:workspace"
    )
    discloses = Discloses.TO_CALLER

    def execute(self, ports: Ports) -> WorkspaceRoles:
        """List them."""
        granted = ports.rules.granted(self.guild_id)
        return WorkspaceRoles(granted=[Granted(user_id=user_id, role=role) for user_id, role in granted.items()])
