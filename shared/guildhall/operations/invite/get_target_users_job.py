"""invite.get_target_users_job."""

from datetime import datetime
from typing import Annotated

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.fields import OurText
from guildhall.operations.invite._invite import InviteOperation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown, found
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import worded

_ROUTE = Route("GET /invites/{code}/target-users/job-status")
_STATUSES = {0: "unspecified", 1: "processing", 2: "completed", 3: "failed"}


class TargetUsersJob(Shown):
    """How far Discord is with taking in whom an invite is for."""

    status: Annotated[OurText, worded(_STATUSES)]
    total_count: int = At("total_users", default=0)
    processed_count: int = At("processed_users", default=0)
    created_at: datetime | None = None
    completed_at: datetime | None = None
    problem: str = At("error_message", default="")


class GetInviteTargetUsersJob(InviteOperation[TargetUsersJob]):
    """See how far Discord is with the list of those whom an invite is for; one for everybody has none."""

    spec = Spec(
        risk=Risk.READ,
        scope="invites:read",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_GUILD,
        route=_ROUTE,
        source="resources/invite#get-target-users-job-status",
    )

    def execute(self, ports: Ports) -> TargetUsersJob:
        """Read it."""
        return found(ports, _ROUTE, {"code": self.code}, TargetUsersJob)
