"""application.gateway."""

from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.fields import OurText
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Risk, Spec


class GatewayShown(Shown):
    """Where the bot connects, in how many parts, and how often it may still begin a session."""

    url: OurText
    shard_count: int = At("shards", default=1)
    starts_total: int = At("session_start_limit", "total", default=0)
    starts_left: int = At("session_start_limit", "remaining", default=0)
    resets_in_ms: int = At("session_start_limit", "reset_after", default=0)
    at_once: int = At("session_start_limit", "max_concurrency", default=1)


class GetGateway(ApplicationOperation[GatewayShown]):
    """Show where the bot connects to Discord's gateway, how many shards it needs, and starts left."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why="It is about the application in all servers; those to whom it belongs see to it.",
        route=Route("GET /gateway/bot"),
        same_as=(Route("GET /gateway"),),
        source="events/gateway#get-gateway-bot",
    )

    def execute(self, ports: Ports) -> GatewayShown:
        """Read it."""
        return GatewayShown.read(self.send(ports), self.spec.route)
