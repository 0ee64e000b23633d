"""What the operations on one time of an event that comes again share."""

from pydantic import BaseModel

from guildhall.discord.ids import EventId
from guildhall.errors import DiscordNotFound
from guildhall.operations.event._event import EventOperation
from guildhall.operations.event._shown import EventShown, ExceptionShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports


class ExceptionDone(Model):
    """The time of an event that it was done to."""

    exception_id: EventId


class ExceptionOperation[R: BaseModel](EventOperation[R]):
    """An operation on a time that was changed before."""

    exception_id: EventId

    def both(self, ports: Ports) -> tuple[EventShown, ExceptionShown]:
        """Return the event and the time as they are; raises as `going`, and where there is no such time."""
        event = self.going(ports)
        return event, self.of(event)

    def of(self, event: EventShown) -> ExceptionShown:
        """Return the time as it is; raises DiscordNotFound where the event has no such one."""
        found = next((each for each in event.exceptions if each.exception_id == self.exception_id), None)
        if found is None:
            raise DiscordNotFound("That event has no such changed time.", "Look at its exceptions.", status=404)
        return found
