"""event.create_exception."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.event._event import EventOperation
from guildhall.operations.event._occurring import require_occurrence
from guildhall.operations.event._otherwise import Otherwise
from guildhall.operations.event._shown import ExceptionShown
from guildhall.operations.event._target import settled_part, target_of
from guildhall.operations.event._wanted import Moment
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class CreateEventException(Otherwise, EventOperation[ExceptionShown]):
    """Move or leave out one time of an event that comes again; the others stay as they are."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="events:manage",
        permission=Permission.MANAGE_EVENTS,
        route=Route("POST /guilds/{guild_id}/scheduled-events/{event_id}/exceptions"),
        source="resources/guild-scheduled-event#guild-scheduled-event-permissions-requirements",
    )
    original_starts_at: Annotated[Moment, Field(description="When that time would begin by the rule.")]

    def preview(self, ports: Ports) -> Preview:
        """Show which time becomes otherwise, and how."""
        event = self.going(ports)
        require_occurrence(event, self.original_starts_at)
        return Preview(
            summary=f"Change one time of the event {event.name}: {self.original_starts_at:%Y-%m-%d %H:%M} UTC",
            targets=(target_of(event),),
            changes=diff({}, {"original_starts_at": self.original_starts_at.isoformat(), **self.given()}),
            **seen(event=settled_part(event)),
        )

    def execute(self, ports: Ports) -> ExceptionShown:
        """Change it."""
        original: dict[str, JsonValue] = {"original_scheduled_start_time": self.original_starts_at.isoformat()}
        return ExceptionShown.read(self.send(ports, body=original | self.body()), self.spec.route)

    def reversal(self, prior: JsonValue, result: ExceptionShown) -> Reversal:
        """Return the time to the rule."""
        event = {"guild_id": str(self.guild_id), "event_id": str(self.event_id)}
        return Reversal(
            operation="event.delete_exception", arguments={**event, "exception_id": str(result.exception_id)}
        )
