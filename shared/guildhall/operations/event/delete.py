"""event.delete."""

from pydantic import JsonValue

from guildhall.discord.ids import EventId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.event._event import EventOperation
from guildhall.operations.event._remaking import look_of, remaking
from guildhall.operations.event._target import target_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EventDeleted(Model):
    """The scheduled event that is gone."""

    event_id: EventId


class DeleteEvent(EventOperation[EventDeleted]):
    """Delete a scheduled event with all its times and who was interested; event.cancel keeps it."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="events:manage",
        permission=Permission.MANAGE_EVENTS,
        route=Route("DELETE /guilds/{guild_id}/scheduled-events/{event_id}"),
        source="resources/guild-scheduled-event#delete-guild-scheduled-event",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        event = self.changeable(ports)
        return Preview(
            summary=f"Delete the event {event.name} for good",
            targets=(target_of(event),),
            irreversible="Who was interested cannot be brought back.",
            **seen(name=event.name, status=event.status, starts=event.starts_at.isoformat()),
        )

    def execute(self, ports: Ports) -> EventDeleted:
        """Delete it."""
        self.send(ports)
        return EventDeleted(event_id=self.event_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read what it is like."""
        return look_of(self.now(ports), ports.now)

    def reversal(self, prior: JsonValue, result: EventDeleted) -> Reversal | None:
        """Return its scheduling anew, while it lies in the future."""
        return remaking(self.guild_id, prior)
