"""How a scheduled event is shown."""

from datetime import datetime
from typing import Annotated

from pydantic import model_validator

from guildhall.discord.ids import ChannelId, EventId, GuildId, UserId
from guildhall.operations.addresses import picture
from guildhall.operations.event._recurring import RecurrenceShown
from guildhall.operations.event._words import KINDS, STATUSES
from guildhall.operations.fields import By, OurText
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
    image_url: OurText = ""

    @model_validator(mode="before")
    @classmethod
    def _with_the_address_of_its_picture(cls, data: object) -> object:
        if not isinstance(data, dict) or not data.get("image"):
            return data
        return {**data, "image_url": picture("guild-events", str(data.get("id")), str(data["image"]))}
