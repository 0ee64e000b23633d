"""How a scheduled event is shown."""

from datetime import datetime
from typing import Annotated

from guildhall.discord.ids import ChannelId, EventId, GuildId, UserId
from guildhall.operations.event._recurring import RecurrenceShown
from guildhall.operations.event._words import KINDS, STATUSES
from guildhall.operations.fields import By, OurText
from guildhall.operations.model import Model
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded


class ExceptionShown(Shown):
    """One time of an event that comes again which is otherwise: at another time, or not at all."""

    exception_id: EventId = At("event_exception_id")
    starts_at: datetime | None = At("scheduled_start_time", default=None)
    ends_at: datetime | None = At("scheduled_end_time", default=None)
    canceled: bool = At("is_canceled", default=False)


class EventShown(Shown):
    """A scheduled event; name, description and place are words of whoever made it."""

    event_id: EventId = At("id")
    guild_id: GuildId
    name: Annotated[str, By("creator_id")] = ""
    description: Annotated[str, By("creator_id")] = ""
    kind: Annotated[OurText, worded(KINDS)] = At("entity_type")
    status: Annotated[OurText, worded(STATUSES)]
    channel_id: ChannelId | None = None
    location: Annotated[str, By("creator_id")] = At("entity_metadata", "location", default="")
    starts_at: datetime = At("scheduled_start_time")
    ends_at: datetime | None = At("scheduled_end_time", default=None)
    recurrence: RecurrenceShown | None = At("recurrence_rule", default=None)
    exceptions: list[ExceptionShown] = At("guild_scheduled_event_exceptions", default=[])
    creator_id: UserId | None = None
    interested_count: int | None = At("user_count", default=None)
    image: OurText = ""


class EventsListed(Model):
    """Scheduled events, the next one first; those in channels that the caller does not see are left out."""

    events: list[EventShown]


def target_of(event: EventShown) -> Target:
    """Return the event as a write's target."""
    return Target(id=event.event_id, label=event.name, detail=f"{event.status}, {event.starts_at:%Y-%m-%d %H:%M} UTC")


def settled_part(event: EventShown) -> EventShown:
    """Return what of an event only those change who manage it."""
    return event.model_copy(update={"interested_count": None})
