"""policy.edit."""

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import ChannelId, RoleId, UserId
from guildhall.discord.permissions import Permission
from guildhall.identity import PlatformRole
from guildhall.operations.governing import PolicyEdit
from guildhall.operations.policy._fields import OperationPattern
from guildhall.operations.spec import Risk, Spec

_MOST = 100


class EditPolicy(PolicyEdit):
    """Change what may be done where in the server: channels, operations, protected people, platform roles.

    A list that is given replaces the one that was there.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="policy:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:policy",
        idempotent=True,
        keeps_changes=True,
    )
    writes_anywhere: Annotated[bool | None, Field(description="Writes wherever Discord lets; else as listed.")] = None
    writable_channel_ids: Annotated[frozenset[ChannelId], Field(max_length=_MOST)] | None = None
    changes_at_large: Annotated[bool | None, Field(description="Change roles, members, the channels' list.")] = None
    allowed_operations: Annotated[frozenset[OperationPattern], Field(max_length=_MOST)] | None = None
    denied_operations: Annotated[frozenset[OperationPattern], Field(max_length=_MOST)] | None = None
    dry_run_default: Annotated[bool | None, Field(description="Whether programs only preview unless they say.")] = None
    role_map: Annotated[dict[RoleId, PlatformRole], Field(max_length=_MOST)] | None = None
    protected_user_ids: Annotated[frozenset[UserId], Field(max_length=_MOST)] | None = None
    protected_role_ids: Annotated[frozenset[RoleId], Field(max_length=_MOST)] | None = None
    protected_channel_ids: Annotated[frozenset[ChannelId], Field(max_length=_MOST)] | None = None

    @model_validator(mode="after")
    def _anywhere_or_listed(self) -> Self:
        if self.writes_anywhere and self.writable_channel_ids is not None:
            raise ValueError("give writes_anywhere or writable_channel_ids")
        return self

    def wanted(self) -> dict[str, JsonValue]:
        """Return the fields that were given; anywhere is a list that is none, nowhere an empty one."""
        given = super().wanted()
        anywhere = given.pop("writes_anywhere", None)
        if anywhere is not None and "writable_channel_ids" not in given:
            given["writable_channel_ids"] = None if anywhere else []
        return given
