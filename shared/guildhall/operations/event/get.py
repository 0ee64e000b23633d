"""event.get."""

from guildhall.operations.event._event import GET_EVENT, EventOperation
from guildhall.operations.event._shown import EventShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetEvent(EventOperation[EventShown]):
    """Show a scheduled event: when, where, how often it comes again, how many people are interested."""

    spec = Spec(
        risk=Risk.READ,
        scope="events:read",
        permission=None,
        why="Every member sees a guild's events; one in a channel is shown only to who sees that channel.",
        route=GET_EVENT,
        source="resources/guild-scheduled-event#get-guild-scheduled-event",
    )

    def execute(self, ports: Ports) -> EventShown:
        """Read it."""
        return EventShown.read(self.send(ports, query={"with_user_count": True}), GET_EVENT)
