"""event.list_exception_users."""

from guildhall.discord.ids import EventId
from guildhall.discord.routes import Route
from guildhall.operations.event._event import EventOperation
from guildhall.operations.event._people import InterestedListed, InterestedShown, Paged
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class ListEventExceptionUsers(Paged, EventOperation[InterestedListed]):
    """List who is interested in one changed time of an event that comes again, up to 100 at a time."""

    spec = Spec(
        risk=Risk.READ,
        scope="events:read",
        permission=None,
        why="Every member who sees an event sees who is interested in it.",
        route=Route("GET /guilds/{guild_id}/scheduled-events/{event_id}/{exception_id}/users"),
        source="resources/guild-scheduled-event#get-guild-scheduled-event-users",
    )
    exception_id: EventId

    def execute(self, ports: Ports) -> InterestedListed:
        """Read them."""
        return self.page(InterestedShown.read_all(self.send(ports, query=self.query), self.spec.route))
