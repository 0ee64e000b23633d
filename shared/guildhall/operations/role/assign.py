"""role.assign."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._danger import named, risk_of_granting
from guildhall.operations.role._holding import HoldingOperation
from guildhall.operations.role._shown import RoleAssigned, back
from guildhall.operations.spec import Risk, Spec


class AssignRole(HoldingOperation[RoleAssigned]):
    """Give a member a role below your own and the bot's highest one."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"),
        source="resources/guild#add-guild-member-role",
        listed=True,
        idempotent=True,
    )

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE for a role with which much harm can be done."""
        return risk_of_granting(named(ports.discord.guild(self.guild_id), self.role_id))

    def preview(self, ports: Ports) -> Preview:
        """Show the member, the role and whether they have it."""
        return self.shown(ports, after=True)

    def execute(self, ports: Ports) -> RoleAssigned:
        """Give it."""
        self.send(ports)
        return RoleAssigned(user_id=self.user_id, role_id=self.role_id)

    def reversal(self, prior: JsonValue, result: RoleAssigned) -> Reversal | None:
        """Return the taking, if they had it not."""
        return None if prior else back("role.remove", self.guild_id, result)
