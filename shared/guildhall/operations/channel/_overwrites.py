"""Overwrites as a caller gives them: to whom, and which permissions by their names."""

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.operations.fields import PermissionNames
from guildhall.operations.model import Model


class OverwriteKind(StrEnum):
    """Whom an overwrite is for."""

    MEMBER = "member"
    ROLE = "role"


class OverwriteGiven(Model):
    """What a channel allows and denies to one role or member."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Annotated[RoleId | UserId, Field(description="Role or member: id or mention; @everyone has the guild's id.")]
    kind: OverwriteKind = OverwriteKind.ROLE
    allow: PermissionNames = Field(default=NO_PERMISSIONS, json_schema_extra={"default": []})
    deny: PermissionNames = Field(default=NO_PERMISSIONS, json_schema_extra={"default": []})

    @property
    def wire(self) -> dict[str, JsonValue]:
        """The overwrite as Discord takes it."""
        kind = 1 if self.kind is OverwriteKind.MEMBER else 0
        return {"id": str(self.id), "type": kind, "allow": int(self.allow), "deny": int(self.deny)}


type Overwrites = Annotated[
    tuple[OverwriteGiven, ...],
    Field(max_length=100, description="Left out: its category's. Given: only these count."),
]


def wired(overwrites: Overwrites | None) -> dict[str, JsonValue]:
    """Return the part of a body that sets a channel's overwrites; nothing when they are left to its category."""
    return {} if overwrites is None else {"permission_overwrites": [each.wire for each in overwrites]}
