"""policy.edit_approvals."""

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import ChannelId, RoleId
from guildhall.discord.permissions import Permission
from guildhall.operations.governing import PolicyEdit
from guildhall.operations.policy._fields import ConfirmFrom, TwoPersonFrom, UnsetChannel
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class EditApprovalsPolicy(PolicyEdit):
    """Change what waits for a person in the server, who that may be, and where they are asked."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="policy:manage",
        permission=Permission.MANAGE_GUILD,
        source="guildhall:policy",
        idempotent=True,
        keeps_changes=True,
    )
    confirm_from: Annotated[ConfirmFrom | None, Field(description="The least risk that waits for a person.")] = None
    approvals_channel_id: Annotated[ChannelId | None, Field(description="Where the cards hang.")] = None
    approver_role_ids: Annotated[frozenset[RoleId], Field(max_length=25)] | None = None
    self_approval: Annotated[bool | None, Field(description="Whether who asked may approve it.")] = None
    two_person_from: Annotated[TwoPersonFrom | None, Field(description="The least risk that takes two people.")] = None
    alerts_channel_id: Annotated[ChannelId | None, Field(description="Where the platform tells what it did.")] = None
    unset: Annotated[UnsetChannel | None, Field(description="A channel that there shall be none of.")] = None

    @model_validator(mode="after")
    def _set_or_unset(self) -> Self:
        if self.unset is not None and getattr(self, self.unset) is not None:
            raise ValueError("unset names a channel that is set too")
        return self

    def risk(self, ports: Ports) -> Risk:
        """Return at least the risk from which it takes two people by now: nobody ends that rule alone."""
        rule = ports.rules.policy(self.guild_id)["two_person_from"] if self.two_person_from is not None else None
        return max(self.spec.risk, Risk[str(rule).upper()]) if rule is not None else self.spec.risk

    def wanted(self) -> dict[str, JsonValue]:
        """Return the fields that were given; a channel to be unset is none, and so is two people for nothing."""
        given = super().wanted()
        unset = given.pop("unset", None)
        none: dict[str, JsonValue] = {str(unset): None} if unset else {}
        if self.two_person_from is TwoPersonFrom.NEVER:
            none["two_person_from"] = None
        return given | none
