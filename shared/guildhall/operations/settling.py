"""Channels that an argument changes, or into which it puts something that stays: a webhook that is moved, an event.

It is as good as done in that channel, so what the server's policy says of changes there counts beside the rights.
"""

from typing import TYPE_CHECKING

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.operations.closing import require_open
from guildhall.operations.elsewhere import known_channel
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


def settled(ports: Ports, guild_id: GuildId, channel_id: ChannelId, needed: Permission, *, operation: str) -> "Channel":
    """Return the channel, in which the caller has what is needed, and whose rules let the operation be.

    Raises:
        NotAMember: It is not one that the caller sees.
        PermissionMissing: The caller lacks something there.
        ChannelForbidden: The server's policy closes it to changes, or to this operation.
    """
    channel = known_channel(ports, guild_id, channel_id, needed)
    require_open(ports, guild_id, channel, operation=operation, writes=True)
    return channel
