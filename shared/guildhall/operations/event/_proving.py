"""The channel into which an event is put."""

from typing import TYPE_CHECKING

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import InvalidArguments
from guildhall.operations.event._venue import STAGE, Venue, takes
from guildhall.operations.ports import Ports
from guildhall.operations.settling import settled

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


def prove(ports: Ports, guild_id: GuildId, request: Venue, needed: Permission, *, operation: str) -> "Channel | None":
    """Return the channel that a request names; None where it names none.

    Raises:
        Denied: As `settled`; the caller may not have such events there.
        InvalidArguments: The channel is of another kind than the event.
    """
    if request.channel is None:
        return None
    channel_id, kind = request.channel
    channel = settled(ports, guild_id, channel_id, takes(kind) | needed, operation=operation)
    wanted, name = (ChannelType.GUILD_STAGE_VOICE, "stage") if kind == STAGE else (ChannelType.GUILD_VOICE, "voice")
    if channel.type is not wanted:
        told = f"#{channel.name} is no {name} channel."
        raise InvalidArguments(told, f"Give a {name} channel, which channel.list tells, or a location with ends_at.")
    return channel
