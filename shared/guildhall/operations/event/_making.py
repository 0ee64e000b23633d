"""What it takes to schedule an event."""

from typing import TYPE_CHECKING, Self

from pydantic import JsonValue, model_validator

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.event._proving import prove
from guildhall.operations.event._rule import rule_of
from guildhall.operations.event._shown import EventShown
from guildhall.operations.event._times import require_future
from guildhall.operations.event._wanted import EventName, Moment, Wanted, times
from guildhall.operations.event._words import OVER
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_LIST = Route("GET /guilds/{guild_id}/scheduled-events")
_FOR_MEMBERS, MOST_EVENTS = 2, 100
"""Source: …/resources/guild-scheduled-event#create-guild-scheduled-event"""


class Making(Wanted, GuildOperation[EventShown], Reasoned):
    """Scheduling an event."""

    name: EventName
    starts_at: Moment

    @model_validator(mode="after")
    def _is_somewhere_and_ends_after_it_starts(self) -> Self:
        if not self.venue() or (self.location and self.ends_at is None):
            raise ValueError("give voice_channel_id or stage_channel_id, or a location with ends_at")
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError("it ends after it starts")
        return self

    def body(self) -> dict[str, JsonValue]:
        """Return the event as Discord takes it, its picture aside."""
        told: dict[str, JsonValue] = {"name": self.name, "privacy_level": _FOR_MEMBERS, **self.venue()}
        told |= times(self.starts_at, self.ends_at)
        told |= {"description": self.description} if self.description else {}
        return told | ({"recurrence_rule": rule_of(self.recurrence, self.starts_at)} if self.recurrence else {})

    def prove(self, ports: Ports) -> "Channel | None":
        """Return the channel; refuse one in which the caller may not schedule events, and a start that is over."""
        require_future(self.starts_at, ports.now)
        return prove(ports, self.guild_id, self, Permission.CREATE_EVENTS, operation="event.create")

    def there(self, ports: Ports) -> list[str]:
        """Return the events that there are, as a fingerprint takes them; refuse one more than there may be."""
        events = listed(ports, _LIST, {"guild_id": self.guild_id}, EventShown)
        if sum(event.status not in OVER for event in events) >= MOST_EVENTS:
            told = f"A server has at most {MOST_EVENTS} events that are not over."
            raise InvalidArguments(told, "Cancel or delete one; event.list shows them.")
        return sorted(f"{event.event_id} {event.name}" for event in events)
