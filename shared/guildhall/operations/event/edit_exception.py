"""event.edit_exception."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.event._exception import ExceptionOperation
from guildhall.operations.event._otherwise import Otherwise
from guildhall.operations.event._shown import ExceptionShown
from guildhall.operations.event._target import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditEventException(Otherwise, ExceptionOperation[ExceptionShown]):
    """Change again one time of an event that was moved or left out before."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="events:manage",
        permission=Permission.MANAGE_EVENTS,
        route=Route("PATCH /guilds/{guild_id}/scheduled-events/{event_id}/exceptions/{exception_id}"),
        source="resources/guild-scheduled-event#guild-scheduled-event-permissions-requirements",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the time as it is and as it is going to be."""
        event, time = self.both(ports)
        return Preview(
            summary=f"Change one time of the event {event.name} again",
            targets=(target_of(event),),
            changes=diff(self.was(time), self.given()),
            **seen(event=event.name, time=time),
        )

    def execute(self, ports: Ports) -> ExceptionShown:
        """Change it."""
        return ExceptionShown.read(self.send(ports, body=self.body()), self.spec.route)

    def prior(self, ports: Ports) -> JsonValue:
        """Read it as it is."""
        return self.was(self.of(self.now(ports)))

    def reversal(self, prior: JsonValue, result: ExceptionShown) -> Reversal | None:
        """Return the change back; a time that had none of its own is not to be said anew."""
        look = fields(prior)
        path = self.model_dump(mode="json", include={"guild_id", "event_id", "exception_id"})
        known = all(value is not None for value in look.values())
        return Reversal(operation="event.edit_exception", arguments={**path, **look}) if known else None
