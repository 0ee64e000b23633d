"""channel.list."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_GUILD_CHANNELS
from guildhall.operations.base import GuildOperation
from guildhall.operations.channel._shown import ChannelShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class ChannelsListed(Model):
    """Channels as the client orders them: by category, then position."""

    channels: list[ChannelShown]


class ListChannels(GuildOperation[ChannelsListed]):
    """List the channels of a guild that you can see, with their topics and categories."""

    spec = Spec(
        risk=Risk.READ,
        scope="channels:read",
        permission=None,
        why="Each channel is shown only to a caller who has VIEW_CHANNEL in it.",
        route=LIST_GUILD_CHANNELS,
        source="resources/guild#get-guild-channels",
        listed=True,
    )
    discloses = Discloses.BY_ENTRY

    def execute(self, ports: Ports) -> ChannelsListed:
        """Return the channels that the caller sees."""
        seen = [
            channel
            for channel in ports.discord.channels(self.guild_id)
            if ports.caller.in_channel(channel) & Permission.VIEW_CHANNEL
        ]
        places = {channel.id: channel.position for channel in seen}
        seen.sort(
            key=lambda channel: (
                places.get(channel.parent_id or channel.id, -1),
                bool(channel.parent_id),
                channel.position,
            )
        )
        return ChannelsListed(channels=[ChannelShown.of(channel) for channel in seen])
