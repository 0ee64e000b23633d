"""event.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.operations.base import Reasoned
from guildhall.operations.event import _undoing
from guildhall.operations.event._changed import Changed
from guildhall.operations.event._event import PATCH_EVENT, EventOperation
from guildhall.operations.event._proving import prove
from guildhall.operations.event._shown import EventShown
from guildhall.operations.event._target import settled_part, target_of
from guildhall.operations.event._times import require_order
from guildhall.operations.event._wanted import IMAGE_BYTES
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditEvent(Changed, EventOperation[EventShown], Reasoned):
    """Change an event that is not over: its name, words, times, place, picture, or how it comes again."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="events:manage",
        permission=Permission.MANAGE_EVENTS,
        route=PATCH_EVENT,
        source="resources/guild-scheduled-event#modify-guild-scheduled-event",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what changes; prove the channel into which it moves."""
        event, given = self.going(ports), pictures(self, ports, image=IMAGE_BYTES)
        channel = prove(ports, self.guild_id, self, Permission.MANAGE_EVENTS, operation="event.edit")
        require_order(self, event, ports.now)
        return Preview(
            summary=f"Edit the event {event.name}" + (f", which is in #{channel.name} then" if channel else ""),
            targets=(target_of(event),),
            changes=diff({**self.was(event), "image": event.image_url}, self.after() | told(given)),
            **seen(event=settled_part(event), body=[*self.body(event)], **digests(given)),
        )

    def execute(self, ports: Ports) -> EventShown:
        """Edit it."""
        given, body = pictures(self, ports, image=IMAGE_BYTES), self.body(self.now(ports))
        return EventShown.read(self.send(ports, body=body | as_data(self, given)))

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is changed."""
        return _undoing.was(self, self.now(ports))

    def reversal(self, prior: JsonValue, result: EventShown) -> Reversal | None:
        """Return the edit back."""
        return _undoing.back(self, self.guild_id, prior, result)
