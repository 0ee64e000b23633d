"""event.start."""

from guildhall.discord.permissions import Permission
from guildhall.operations.event._event import PATCH_EVENT
from guildhall.operations.event._passing import Passing, Status
from guildhall.operations.event._shown import EventShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Risk, Spec


class StartEvent(Passing):
    """Start a scheduled event now; Discord tells those who are interested.

    It does not become scheduled again. One outside Discord starts by itself when its time comes.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="events:manage",
        permission=Permission.MANAGE_EVENTS,
        route=PATCH_EVENT,
        source="resources/guild-scheduled-event#modify-guild-scheduled-event",
    )
    comes_from = Status.SCHEDULED
    target_status = Status.ACTIVE

    def preview(self, ports: Ports) -> Preview:
        """Show which one."""
        return self.shown(ports, "Start the event", "Who is interested is told; it does not become scheduled again.")

    def execute(self, ports: Ports) -> EventShown:
        """Start it."""
        return self.passed(ports)
