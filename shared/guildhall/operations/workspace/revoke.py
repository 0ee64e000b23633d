"""workspace.revoke."""

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.workspace._granting import RoleGranted, Standing


class RevokeWorkspace(GuildOperation[RoleGranted]):
    """Take back a platform role that was granted by hand; then Discord's permissions say again who somebody is."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="workspace:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:workspace",
        idempotent=True,
        keeps_changes=True,
    )
    discloses = Discloses.TO_CALLER
    user_id: UserId

    def preview(self, ports: Ports) -> Preview:
        """Show the role before and after."""
        standing = Standing.read(ports, self.guild_id, self.user_id)
        told = f"Take back what was granted to {standing.member.display}, who is then {standing.without}"
        return standing.preview(ports, None, told)

    def execute(self, ports: Ports) -> RoleGranted:
        """Take it back."""
        ports.rules.revoke(self.guild_id, self.user_id)
        without = Standing.read(ports, self.guild_id, self.user_id).without
        return RoleGranted(user_id=self.user_id, role=without, by_hand=False)
