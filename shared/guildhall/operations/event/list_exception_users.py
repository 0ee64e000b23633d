"""event.list_exception_users."""

from guildhall.discord.ids import EventId
from guildhall.discord.routes import Route
from guildhall.operations.event._event import EventOperation
from guildhall.operations.event._people import InterestedListed, InterestedShown, Paged
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec

_LONG = "guild_scheduled_event_exception_id"
"""Discord's name for it, which is longer than a command's option may be called."""
_ROUTE = Route(f"GET /guilds/{{guild_id}}/scheduled-events/{{guild_scheduled_event_id}}/{{{_LONG}}}/users")


class ListEventExceptionUsers(Paged, EventOperation[InterestedListed]):
    """List who is interested in one changed time of an event that comes again, up to 100 at a time."""

    spec = Spec(
        risk=Risk.READ,
        scope="events:read",
        permission=None,
        why="Every member who sees an event sees who is interested in it.",
        route=_ROUTE,
        finds=frozenset({_LONG}),
        source="resources/guild-scheduled-event#get-guild-scheduled-event-users",
    )
    exception_id: EventId

    def execute(self, ports: Ports) -> InterestedListed:
        """Read them."""
        path = {**self.path, _LONG: str(self.exception_id)}
        return self.page(listed(ports, _ROUTE, path, InterestedShown, self.query))
