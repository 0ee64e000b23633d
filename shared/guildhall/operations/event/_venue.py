"""Where an event is, and what it takes there: in a stage or voice channel, or at a place outside Discord.

Source: https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-permissions-requirements
"""

from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations.model import Model

LOCATION = 100
STAGE, VOICE, EXTERNAL = 1, 2, 3
_TAKES = {
    STAGE: Permission.MANAGE_CHANNELS | Permission.MUTE_MEMBERS | Permission.MOVE_MEMBERS,
    VOICE: Permission.CONNECT,
}
_KINDS = {"stage": STAGE, "voice": VOICE}


def takes(kind: int | str) -> Permission:
    """Return what making or changing an event of a kind takes in its channel."""
    number = _KINDS.get(kind, EXTERNAL) if isinstance(kind, str) else kind
    return Permission.VIEW_CHANNEL | _TAKES.get(number, NO_PERMISSIONS)


class Venue(Model):
    """Adds where an event is."""

    voice_channel_id: Annotated[ChannelId | None, Field(description="The voice channel in which it is.")] = None
    stage_channel_id: Annotated[ChannelId | None, Field(description="The stage channel in which it is.")] = None
    location: Annotated[
        str | None, Field(min_length=1, max_length=LOCATION, description="A place outside Discord; needs ends_at.")
    ] = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(each is not None for each in (self.voice_channel_id, self.stage_channel_id, self.location)) > 1:
            raise ValueError("give one of voice_channel_id, stage_channel_id, location")
        return self

    @property
    def channel(self) -> tuple[ChannelId, int] | None:
        """The channel that is named, and the kind of an event in it."""
        if self.stage_channel_id is not None:
            return self.stage_channel_id, STAGE
        return (self.voice_channel_id, VOICE) if self.voice_channel_id is not None else None

    def venue(self) -> dict[str, JsonValue]:
        """Return the place as Discord takes it; nothing where none is named."""
        if self.channel is not None:
            channel_id, kind = self.channel
            return {"channel_id": str(channel_id), "entity_type": kind}
        return {"entity_type": EXTERNAL, "entity_metadata": {"location": self.location}} if self.location else {}
