"""workspace.grant."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.errors import PermissionMissing
from guildhall.identity import PlatformRole
from guildhall.operations.base import GuildOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.workspace._granting import RoleGranted, Standing


class GrantWorkspace(GuildOperation[RoleGranted]):
    """Grant somebody else a platform role by hand, up to your own; it overrides what Discord's permissions say."""

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
    role: Annotated[PlatformRole, Field(description="What they may reach; Discord's permissions still bound it.")]

    def preview(self, ports: Ports) -> Preview:
        """Show the role before and after."""
        standing = Standing.read(ports, self.guild_id, self.user_id)
        if self.user_id == standing.guild.owner_id and self.role is not PlatformRole.OWNER:
            raise PermissionMissing("The server's owner stays owner.", "Grant the role to somebody else.", who="caller")
        shown = standing.preview(ports, self.role, f"Make {standing.member.display} {self.role} on this platform")
        if ports.caller.is_me(self.user_id):
            told = "Nobody grants a role to themselves: it would outlast what gave them theirs."
            raise PermissionMissing(told, "Ask somebody else who has it.", who="caller")
        return shown

    def execute(self, ports: Ports) -> RoleGranted:
        """Grant it."""
        ports.rules.grant(self.guild_id, self.user_id, self.role)
        return RoleGranted(user_id=self.user_id, role=self.role, by_hand=True)
