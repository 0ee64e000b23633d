"""role.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._giving import require_own, risk_of_gaining
from guildhall.operations.role_changing import RoleChanged
from guildhall.operations.role_listed import role_of
from guildhall.operations.role_look import ICON_BYTES, refused_parts
from guildhall.operations.role_made import RoleWanted
from guildhall.operations.spec import Risk, Spec


class CreateRole(RoleWanted, GuildOperation[RoleChanged], Reasoned):
    """Create a role just above @everyone, with only permissions that you have. A server has at most 250."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("POST /guilds/{guild_id}/roles"),
        source="resources/guild#create-guild-role",
    )

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE for a role with which much harm can be done."""
        return risk_of_gaining(self.permissions)

    def preview(self, ports: Ports) -> Preview:
        """Show the new role, and whether there is one of that name already."""
        require_own(ports, self.guild_id, self.permissions)
        guild = ports.discord.guild(self.guild_id)
        twins = sum(each.name == self.name for each in guild.roles)
        notes = f" ({twins} of that name already)" if twins else ""
        summary = f"Create the role {self.name}{notes}{refused_parts(guild, self.special)}"
        images = pictures(self, ports, icon=ICON_BYTES)
        changes, state = diff({}, self.told() | told(images)), seen(roles=guild.roles, **digests(images))
        return Preview(summary=summary, changes=changes, **state)

    def execute(self, ports: Ports) -> RoleChanged:
        """Create it."""
        icon = as_data(self, pictures(self, ports, icon=ICON_BYTES))
        return RoleChanged.of(role_of(self.send(ports, body=self.body() | icon), self.spec.route))

    def reversal(self, prior: JsonValue, result: RoleChanged) -> Reversal:
        """Return its deletion; whoever was given it since loses it."""
        role: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "role_id": str(result.role_id)}
        return Reversal(operation="role.delete", arguments=role)
