"""event.end."""

from guildhall.discord.permissions import Permission
from guildhall.operations.event._event import PATCH_EVENT
from guildhall.operations.event._passing import Passing, Status
from guildhall.operations.event._shown import EventShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Risk, Spec


class EndEvent(Passing):
    """End an event that is running; one that comes again is scheduled for its next time by Discord."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="events:manage",
        permission=Permission.MANAGE_EVENTS,
        route=PATCH_EVENT,
        source="resources/guild-scheduled-event#modify-guild-scheduled-event",
    )
    comes_from = Status.ACTIVE
    target_status = Status.COMPLETED

    def preview(self, ports: Ports) -> Preview:
        """Show which one."""
        return self.shown(ports, "End the event", "What ended does not go on.")

    def execute(self, ports: Ports) -> EventShown:
        """End it."""
        return self.passed(ports)
