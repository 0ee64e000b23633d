"""The channel into which an event is put."""

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import Permission
from guildhall.operations.event._venue import Venue, takes
from guildhall.operations.ports import Ports
from guildhall.operations.settling import settled


def prove(ports: Ports, guild_id: GuildId, request: Venue, needed: Permission, *, operation: str) -> None:
    """Refuse a channel in which the caller may not have such events; raises as `settled`."""
    if request.channel is not None:
        channel_id, kind = request.channel
        settled(ports, guild_id, channel_id, takes(kind) | needed, operation=operation)
