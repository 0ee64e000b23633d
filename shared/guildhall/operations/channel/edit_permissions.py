"""channel.edit_permissions."""

from typing import Self

from pydantic import Field, model_validator

from guildhall.discord.permissions import ALL_PERMISSIONS, NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.channel._overwriting_one import OverwriteOperation
from guildhall.operations.channel._setting import OverwriteSet, told
from guildhall.operations.channel._standing import Sides, Standing
from guildhall.operations.fields import PermissionNames
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class EditChannelPermissions(OverwriteOperation):
    """Set what a channel allows and denies to a role or member, in place of what it said of them before."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("PUT /channels/{channel_id}/permissions/{overwrite_id}"),
        source="resources/channel#edit-channel-permissions",
        idempotent=True,
    )
    allow: PermissionNames = Field(default=NO_PERMISSIONS, json_schema_extra={"default": []})
    deny: PermissionNames = Field(default=NO_PERMISSIONS, json_schema_extra={"default": []})

    @model_validator(mode="after")
    def _one_side_each(self) -> Self:
        if self.allow & self.deny:
            raise ValueError("a permission is either allowed or denied")
        return self

    def after(self, now: Standing) -> Sides:
        """Return what is given; what Discord added since, and has no name here, stays as it is."""
        allowed, denied = (bits.without(ALL_PERMISSIONS) for bits in now.sides)
        return self.allow | allowed, self.deny | denied

    def execute(self, ports: Ports) -> OverwriteSet:
        """Set it."""
        now = self.now(ports)
        allow, deny = self.after(now)
        self.send(ports, body={"type": int(now.kind), "allow": int(allow), "deny": int(deny)})
        said = told((allow, deny))
        return OverwriteSet.model_validate({"channel_id": self.channel_id, "overwrite_id": self.overwrite_id, **said})
