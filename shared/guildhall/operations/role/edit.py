"""role.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts
from guildhall.operations.files import as_data, pictures
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._editing import edited_back, shown
from guildhall.operations.role._giving import require_own, risk_of_gaining
from guildhall.operations.role_changing import RoleChanged, RoleOperation
from guildhall.operations.role_listed import role_of
from guildhall.operations.role_look import ICON_BYTES, RoleLook, wire
from guildhall.operations.spec import Risk, Spec


class EditRole(RoleLook, RoleOperation[RoleChanged]):
    """Change a role below your own: name, colours, icon, emoji, how it is shown, what its holders may do.

    Of @everyone, whose id is the server's, only the permissions.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="roles:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("PATCH /guilds/{guild_id}/roles/{role_id}"),
        source="resources/guild#modify-guild-role",
        idempotent=True,
    )

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE where its holders gain something dangerous."""
        now = self.now(ports)
        return risk_of_gaining(self.then(now).permissions.without(now.permissions))

    def acts_on(self) -> Acts:
        """Return the role; above @everyone, which is below all others, nobody has to stand."""
        if str(self.role_id) == self.guild_id:
            return Acts(peer_role_ids=(self.role_id,))
        return Acts(role_ids=(self.role_id,), managed=True)

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        now = self.now(ports)
        require_own(ports, self.guild_id, now.permissions ^ self.then(now).permissions)
        return shown(ports.discord.guild(self.guild_id), now, self, pictures(self, ports, icon=ICON_BYTES))

    def execute(self, ports: Ports) -> RoleChanged:
        """Edit it."""
        now, images = self.now(ports), pictures(self, ports, icon=ICON_BYTES)
        body = wire(self.then(now), self.given()) | as_data(self, images) | dict.fromkeys(map(str, self.clear))
        return RoleChanged.of(role_of(self.send(ports, body=body), self.spec.route))

    def reversal(self, prior: JsonValue, result: RoleChanged) -> Reversal | None:
        """Return the edit back, of what was given."""
        return edited_back(self.guild_id, self.role_id, self, prior, result)
