"""role.edit."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types import Role
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.role._changing import RoleChanged, RoleOperation
from guildhall.operations.role._colours import PARTS
from guildhall.operations.role._giving import require_own, risk_of_gaining
from guildhall.operations.role._look import RoleLook, refused_parts, settings, wire
from guildhall.operations.spec import Risk, Spec


class EditRole(RoleLook, RoleOperation[RoleChanged]):
    """Change a role below your own highest one: name, colours, emoji, how it is shown, what its holders may do."""

    spec: ClassVar[Spec] = Spec(
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

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        now = self.now(ports)
        then = self.then(now)
        require_own(ports, self.guild_id, now.permissions ^ then.permissions)
        target, changes = Target(id=now.id, label=f"@{now.name}"), diff(settings(now), settings(then))
        summary = f"Edit the role {now.name}{refused_parts(ports.discord.guild(self.guild_id), self.given())}"
        return Preview(summary=summary, targets=(target,), changes=changes, **seen(role=now))

    def execute(self, ports: Ports) -> RoleChanged:
        """Edit it."""
        now = self.now(ports)
        body = wire(self.then(now), self.given(), now)
        return RoleChanged.of(Role.model_validate(self.send(ports, body=body)))

    def reversal(self, prior: JsonValue, result: RoleChanged) -> Reversal:
        """Return the edit back, of what was given."""
        names = {*self.given(), *(() if PARTS.isdisjoint(self.given()) else PARTS)}
        was = {name: value for name, value in fields(prior).items() if name in names}
        role: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "role_id": str(self.role_id)}
        left = result.model_dump(mode="json", include=set(was))
        return Reversal(operation="role.edit", arguments={**role, **was}, left=left)
