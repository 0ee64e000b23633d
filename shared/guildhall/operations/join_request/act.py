"""join_request.act."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import JoinRequestId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.body import body_of
from guildhall.operations.join_request._finding import request_now
from guildhall.operations.join_request._shown import JoinRequestShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.spec import Risk, Spec


class Decision(StrEnum):
    """What becomes of a request."""

    APPROVE = "approved"
    REJECT = "rejected"


class ActOnJoinRequest(GuildOperation[JoinRequestShown]):
    """Approve or reject a request to join that waits; a rejection may tell them why. There is no undo."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="members:moderate",
        permission=Permission.KICK_MEMBERS,
        route=Route("PATCH /guilds/{guild_id}/requests/{request_id}"),
        source="resources/guild-join-request#action-guild-join-request",
    )
    request_id: JoinRequestId
    decision: Decision
    rejection_reason: Annotated[str | None, Field(min_length=1, max_length=160, description="They read it.")] = None

    @model_validator(mode="after")
    def _reason_of_a_rejection(self) -> Self:
        if self.rejection_reason is not None and self.decision is not Decision.REJECT:
            raise ValueError("rejection_reason goes with decision=rejected")
        return self

    def preview(self, ports: Ports) -> Preview:
        """Show whose request it is, and what they are told."""
        asked = request_now(ports, self.guild_id, self.request_id)
        name = asked.username or str(asked.user_id)
        target = Target(id=asked.user_id, label=name, detail=f"asked {asked.created_at:%Y-%m-%d}")
        changes = diff({"status": asked.status}, {"status": self.decision, **body_of(self, only={"rejection_reason"})})
        verb = "Let" if self.decision is Decision.APPROVE else "Do not let"
        return Preview(summary=f"{verb} {name} join", targets=(target,), changes=changes, **seen(request=asked))

    def execute(self, ports: Ports) -> JoinRequestShown:
        """Decide."""
        body: dict[str, JsonValue] = {"action": self.decision.upper(), **body_of(self, only={"rejection_reason"})}
        return JoinRequestShown.read(self.send(ports, body=body))
