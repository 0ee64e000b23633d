"""event.cancel."""

from guildhall.discord.permissions import Permission
from guildhall.operations.event._event import PATCH_EVENT
from guildhall.operations.event._passing import Passing, Status
from guildhall.operations.event._shown import EventShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Risk, Spec


class CancelEvent(Passing):
    """Cancel an event that has not begun, which cannot be taken back; event.end ends one that runs."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="events:manage",
        permission=Permission.MANAGE_EVENTS,
        route=PATCH_EVENT,
        source="resources/guild-scheduled-event#modify-guild-scheduled-event",
    )
    comes_from = Status.SCHEDULED
    target_status = Status.CANCELED

    def preview(self, ports: Ports) -> Preview:
        """Show which one."""
        return self.shown(ports, "Cancel the event", "A canceled event cannot be scheduled again.")

    def execute(self, ports: Ports) -> EventShown:
        """Cancel it."""
        return self.passed(ports)
