"""channel.get."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_CHANNEL
from guildhall.errors import InvalidArguments
from guildhall.operations.base import ChannelOperation
from guildhall.operations.channel_complete import ChannelComplete
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetChannel(ChannelOperation[ChannelComplete]):
    """Read all there is to a channel or thread: topic, category, permissions, limits, tags and state."""

    spec = Spec(
        risk=Risk.READ,
        scope="channels:read",
        permission=Permission.VIEW_CHANNEL,
        route=GET_CHANNEL,
        source="resources/channel#get-channel",
    )

    def execute(self, ports: Ports) -> ChannelComplete:
        """Read it."""
        channel = ports.discord.channel(self.channel_id)
        if channel.guild_id is None:
            raise InvalidArguments("That channel belongs to no server.", "Name a server's channel or thread.")
        return ChannelComplete.found(ports, channel, ports.discord.guild(channel.guild_id))
