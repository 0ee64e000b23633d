"""Live stages as they are shown, and what their moderators need."""

from guildhall.discord.ids import ChannelId, EventId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.fields import GivenName
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown, found

GET_STAGE = Route("GET /stage-instances/{channel_id}")
MODERATING = Permission.MANAGE_CHANNELS | Permission.MUTE_MEMBERS | Permission.MOVE_MEMBERS
"""Source: https://docs.discord.com/developers/resources/stage-instance#definitions"""


class StageShown(Shown):
    """A live stage: its channel, what is spoken about, and the scheduled event that it is, if it is one."""

    channel_id: ChannelId
    topic: GivenName = ""
    event_id: EventId | None = At("guild_scheduled_event_id", default=None)


def stage_of(ports: Ports, channel_id: ChannelId) -> StageShown:
    """Return what is live in a stage channel.

    Raises:
        DiscordNotFound: Nothing is.
    """
    return found(ports, GET_STAGE, {"channel_id": str(channel_id)}, StageShown)
