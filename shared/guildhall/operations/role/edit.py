"""role.edit."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types.guild import Role
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.role._editing import edited_back
from guildhall.operations.role._giving import require_own, risk_of_gaining
from guildhall.operations.role_changing import RoleChanged, RoleOperation
from guildhall.operations.role_look import ICON_BYTES, RoleLook, refused_parts, settings, wire
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
        then, images = self.then(now), pictures(self, ports, icon=ICON_BYTES)
        require_own(ports, self.guild_id, now.permissions ^ then.permissions)
        after = settings(then) | told(images) | ({"icon": None} if self.clear else {})
        changes = diff({**settings(now), "icon": now.icon or "none"}, after)
        target = Target(id=now.id, label=f"@{now.name}")
        summary = f"Edit the role {now.name}{refused_parts(ports.discord.guild(self.guild_id), self.given())}"
        return Preview(summary=summary, targets=(target,), changes=changes, **seen(role=now, **digests(images)))

    def execute(self, ports: Ports) -> RoleChanged:
        """Edit it."""
        now, images = self.now(ports), pictures(self, ports, icon=ICON_BYTES)
        body = wire(self.then(now), self.given(), now) | as_data(self, images)
        body |= {"icon": None} if self.clear else {}
        return RoleChanged.of(Role.model_validate(self.send(ports, body=body)))

    def reversal(self, prior: JsonValue, result: RoleChanged) -> Reversal | None:
        """Return the edit back, of what was given."""
        return edited_back(self.guild_id, self.role_id, self, prior, result)
