"""Channels that an argument names beside the one where the call acts: each is proved like the first one.

An operation acts in one place, which the pipeline proves. Where an argument leads to another channel (a target to
follow into, the channel of an event, of a welcome screen), that one is looked up here: another guild's, one that the
caller cannot see, and one that is not there are the same denial.

    other_channel   something is read there, or taken from it: the server's policy must not close it
    settled         something is changed there (`settling.py`): the policy must let it be changed
    known_channel   it is only told of, or the policy is looked at elsewhere
"""

from typing import TYPE_CHECKING

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission, describe
from guildhall.errors import DiscordForbidden, DiscordNotFound, NotAMember, PermissionMissing
from guildhall.operations.closing import require_open
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


def other_channel(
    ports: Ports,
    guild_id: GuildId,
    channel_id: ChannelId,
    needed: Permission = Permission.VIEW_CHANNEL,
    *,
    operation: str,
) -> "Channel":
    """Return a channel of the call's guild from which the caller, and by its policy this operation, may read.

    Raises:
        NotAMember: There is none, or it is not the caller's to see.
        PermissionMissing: The caller lacks something there.
        ChannelForbidden: The server's policy closes it to this platform, or to this operation.
    """
    channel = known_channel(ports, guild_id, channel_id, needed)
    require_open(ports, guild_id, channel, operation=operation, writes=False)
    return channel


def known_channel(
    ports: Ports, guild_id: GuildId, channel_id: ChannelId, needed: Permission = Permission.VIEW_CHANNEL
) -> "Channel":
    """Return a channel of the call's guild that the caller sees, and in which they have what is needed.

    Raises:
        NotAMember: There is none, or it is not the caller's to see.
        PermissionMissing: The caller lacks something there.
    """
    try:
        channel = ports.discord.channel(channel_id)
    except (DiscordNotFound, DiscordForbidden):
        channel = None
    held = ports.caller.in_channel(channel) if channel is not None and channel.guild_id == guild_id else None
    if channel is None or held is None or not held & Permission.VIEW_CHANNEL:
        raise NotAMember(
            "One of the channels that you name is not there, or it is not yours to see.",
            "List the server's channels, and give ids from that list.",
            reason=f"channel {channel_id} is not one that the caller sees",
        )
    if lacking := describe(needed.without(held)):
        raise PermissionMissing(
            f"You lack {' and '.join(lacking)} in <#{channel_id}>.",
            "Name another channel, or ask an administrator.",
            who="caller",
            needed=lacking,
        )
    return channel
