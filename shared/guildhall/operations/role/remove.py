"""role.remove."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._holding import HoldingOperation
from guildhall.operations.role._shown import RoleRemoved, back
from guildhall.operations.spec import Risk, Spec


class RemoveRole(HoldingOperation[RoleRemoved]):
    """Take a role below your own and the bot's highest one from a member."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}"),
        source="resources/guild#remove-guild-member-role",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the member, the role and whether they have it."""
        return self.shown(ports, after=False)

    def execute(self, ports: Ports) -> RoleRemoved:
        """Take it."""
        self.send(ports)
        return RoleRemoved(user_id=self.user_id, role_id=self.role_id)

    def reversal(self, prior: JsonValue, result: RoleRemoved) -> Reversal | None:
        """Return the giving, if they had it."""
        return back("role.assign", self.guild_id, result) if prior else None
