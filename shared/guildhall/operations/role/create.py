"""role.create."""

from typing import ClassVar

from pydantic import Field, JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS, Permission, describe
from guildhall.discord.routes import Route
from guildhall.discord.types import Role
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.fields import PermissionNames
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._changing import RoleChanged
from guildhall.operations.role._giving import Colour, RoleName, number, require_own, risk_of_gaining
from guildhall.operations.spec import Risk, Spec


class CreateRole(GuildOperation[RoleChanged], Reasoned):
    """Create a role just above @everyone, with no permission but those that you give and have yourself."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("POST /guilds/{guild_id}/roles"),
        source="resources/guild#create-guild-role",
    )
    name: RoleName
    permissions: PermissionNames = Field(default=NO_PERMISSIONS, json_schema_extra={"default": []})
    colour: Colour = "#000000"
    hoist: bool = Field(default=False, description="Whether its holders are listed apart.")
    mentionable: bool = False

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE for a role with which much harm can be done."""
        return risk_of_gaining(self.permissions)

    def preview(self, ports: Ports) -> Preview:
        """Show the new role, and whether there is one of that name already."""
        require_own(ports, self.guild_id, self.permissions)
        roles = ports.discord.guild(self.guild_id).roles
        twin = f" ({twins} of that name already)" if (twins := sum(each.name == self.name for each in roles)) else ""
        told: dict[str, JsonValue] = {**self._body(), "permissions": ", ".join(describe(self.permissions)) or "nothing"}
        return Preview(summary=f"Create the role {self.name}{twin}", changes=diff({}, told), **seen(roles=roles))

    def execute(self, ports: Ports) -> RoleChanged:
        """Create it."""
        return RoleChanged.of(Role.model_validate(self.send(ports, body=self._body())))

    def _body(self) -> dict[str, JsonValue]:
        look: dict[str, JsonValue] = {"name": self.name, "permissions": self.permissions.wire}
        return {**look, "color": number(self.colour), "hoist": self.hoist, "mentionable": self.mentionable}

    def reversal(self, prior: JsonValue, result: RoleChanged) -> Reversal:
        """Return its deletion; whoever was given it since loses it."""
        role: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "role_id": str(result.role_id)}
        return Reversal(operation="role.delete", arguments=role)
