"""An event that passes from one state into the next; none leads back.

scheduled → active → completed, scheduled → canceled.
Source: https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-object-valid-guild-scheduled-event-status-transitions
"""

from enum import IntEnum
from typing import ClassVar

from guildhall.errors import InvalidArguments
from guildhall.operations.base import Reasoned
from guildhall.operations.event._event import EventOperation
from guildhall.operations.event._shown import EventShown
from guildhall.operations.event._target import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen


class Status(IntEnum):
    """The states of an event by Discord's numbers."""

    SCHEDULED = 1
    ACTIVE = 2
    COMPLETED = 3
    CANCELED = 4

    @property
    def word(self) -> str:
        """The state in words."""
        return self.name.lower()


class Passing(EventOperation[EventShown], Reasoned):
    """Letting an event pass into another state; there is one state from which each can be reached."""

    comes_from: ClassVar[Status]
    target_status: ClassVar[Status]

    def shown(self, ports: Ports, summary: str, irreversible: str) -> Preview:
        """Return the preview.

        Raises:
            InvalidArguments: The event is over, or in that state already.
        """
        event = self.going(ports)
        if event.status == self.target_status.word:
            raise InvalidArguments(f"That event is {event.status}.", "There is nothing to do.")
        fits = event.status == self.comes_from.word
        refused = "" if fits else f" (Discord will refuse it: the event is not {self.comes_from.word})"
        return Preview(
            summary=f"{summary} {event.name}{refused}",
            targets=(target_of(event),),
            changes=(Change(field="status", before=event.status, after=self.target_status.word),),
            irreversible=irreversible,
            **seen(name=event.name, status=event.status, starts=event.starts_at.isoformat()),
        )

    def passed(self, ports: Ports) -> EventShown:
        """Let it pass."""
        return EventShown.read(self.send(ports, body={"status": int(self.target_status)}))
