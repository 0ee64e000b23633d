"""join_request.list."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import JoinRequestId
from guildhall.discord.permissions import Permission
from guildhall.operations.base import GuildOperation
from guildhall.operations.join_request._shown import LIST_REQUESTS, JoinRequestShown
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Query, Shown
from guildhall.operations.spec import Discloses, Risk, Spec


class Standing(StrEnum):
    """How a request stands; Discord shows none before it was sent."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


class JoinRequestsListed(Shown):
    """Requests, the newest first; `total` counts those that wait; `before` the last one the list goes on."""

    total: int | None = None
    requests: tuple[JoinRequestShown, ...] = At("guild_join_requests", default=())


class ListJoinRequests(GuildOperation[JoinRequestsListed]):
    """List up to 100 requests to join a guild that approves members by hand, with the applicants' answers."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=Permission.KICK_MEMBERS,
        route=LIST_REQUESTS,
        source="resources/guild-join-request#list-guild-join-requests",
    )
    discloses = Discloses.TO_CALLER
    status: Standing = Standing.SUBMITTED
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    before: JoinRequestId | None = None

    def execute(self, ports: Ports) -> JoinRequestsListed:
        """Read them."""
        query: Query = {"status": self.status.upper(), "limit": self.limit}
        if self.before:
            query = {**query, "before": str(self.before)}
        return JoinRequestsListed.read(self.send(ports, query=query), LIST_REQUESTS)
