"""role.delete."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, seen
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.role_changing import LOST, RoleDeleted, RoleOperation
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import counted

_COUNTS = Route("GET /guilds/{guild_id}/roles/member-counts")


class DeleteRole(RoleOperation[RoleDeleted]):
    """Delete a role below your own highest one; its holders lose it. Roles of bots and integrations stay."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("DELETE /guilds/{guild_id}/roles/{role_id}"),
        source="resources/guild#delete-guild-role",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which role goes, and how many have it; one more holder is no other role."""
        role, counts = self.now(ports), fields(ports.discord.call(_COUNTS, {"guild_id": self.guild_id}))
        number = counts.get(self.role_id, 0)
        holders = f"{counted(int(str(number)), 'member has', 'members have')} it"
        return Preview(
            summary=f"Delete the role {role.name} for good",
            targets=(Target(id=role.id, label=f"@{role.name}", detail=holders),),
            irreversible="Who had it, and what channels say of it, cannot be brought back.",
            **seen(name=role.name, permissions=role.permissions.wire),
        )

    def execute(self, ports: Ports) -> RoleDeleted:
        """Delete it."""
        self.send(ports)
        return RoleDeleted(role_id=self.role_id)

    def reversal(self, prior: JsonValue, result: RoleDeleted) -> Reversal:
        """Return its creation anew."""
        was = {name: value for name, value in fields(prior).items() if name != "icon"}
        look = {"guild_id": str(self.guild_id), **was}
        return Reversal(operation="role.create", arguments=look, fidelity=Fidelity.PARTIAL, lost=LOST)
