"""event.delete_exception."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.event._exception import ExceptionDone, ExceptionOperation
from guildhall.operations.event._target import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.spec import Risk, Spec


class DeleteEventException(ExceptionOperation[ExceptionDone]):
    """Let one time of an event that was moved or left out be again as its rule says."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="events:manage",
        permission=Permission.MANAGE_EVENTS,
        route=Route("DELETE /guilds/{guild_id}/scheduled-events/{event_id}/exceptions/{exception_id}"),
        source="resources/guild-scheduled-event#guild-scheduled-event-permissions-requirements",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the time as it is."""
        event, time = self.both(ports)
        now = "left out" if time.canceled else time.starts_at.isoformat() if time.starts_at else "changed"
        return Preview(
            summary=f"Let one time of the event {event.name} be as its rule says",
            targets=(target_of(event),),
            changes=(Change(field="this time", before=now, after="by the rule"),),
            irreversible="Who said for this time alone whether they come has to say it again.",
            **seen(event=event.name, time=time),
        )

    def execute(self, ports: Ports) -> ExceptionDone:
        """Take the exception away."""
        self.send(ports)
        return ExceptionDone(exception_id=self.exception_id)
