"""event.list_users."""

from guildhall.discord.routes import Route
from guildhall.operations.event._event import EventOperation
from guildhall.operations.event._people import InterestedListed, InterestedShown, Paged
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class ListEventUsers(Paged, EventOperation[InterestedListed]):
    """List who is interested in a scheduled event, up to 100 at a time in the order of their ids."""

    spec = Spec(
        risk=Risk.READ,
        scope="events:read",
        permission=None,
        why="Every member who sees an event sees who is interested in it.",
        route=Route("GET /guilds/{guild_id}/scheduled-events/{event_id}/users"),
        source="resources/guild-scheduled-event#get-guild-scheduled-event-users",
    )

    def execute(self, ports: Ports) -> InterestedListed:
        """Read them."""
        return self.page(InterestedShown.read_all(self.send(ports, query=self.query), self.spec.route))
