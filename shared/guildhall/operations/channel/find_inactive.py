"""channel.find_inactive."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import Field

from guildhall.clock import moment_of_snowflake
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_GUILD_CHANNELS
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.operations.base import GuildOperation
from guildhall.operations.channel._shown import ChannelShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec

_WRITTEN_IN = (ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT, ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA)


class InactiveChannel(ChannelShown):
    """A quiet channel; without any message, `quiet_since` is when it was made, and a forum's newest is its post."""

    quiet_since: datetime
    has_messages: bool

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Return the channel as it is shown."""
        newest = channel.last_message_id
        own = {"quiet_since": moment_of_snowflake(newest or channel.id), "has_messages": newest is not None}
        return cls.model_validate({**ChannelShown.of(channel).model_dump(), **own})


class InactiveChannels(Model):
    """The channels in which nobody wrote for that long, the longest quiet first."""

    channels: list[InactiveChannel]


class FindInactiveChannels(GuildOperation[InactiveChannels]):
    """Find channels that you see in which nobody wrote for some days; threads in them do not count."""

    spec = Spec(
        risk=Risk.READ,
        scope="channels:read",
        permission=None,
        why="Each channel is shown only to a caller who has VIEW_CHANNEL in it.",
        route=LIST_GUILD_CHANNELS,
        source="resources/guild#get-guild-channels",
    )
    discloses = Discloses.BY_ENTRY
    days: Annotated[int, Field(ge=1, le=3650, description="For how many days nobody wrote.")] = 30

    def execute(self, ports: Ports) -> InactiveChannels:
        """Look at the newest message of each."""
        texts = [each for each in ports.discord.channels(self.guild_id) if each.type in _WRITTEN_IN]
        seen = [each for each in texts if ports.caller.in_channel(each).has(Permission.VIEW_CHANNEL)]
        quiet = [each for each in map(InactiveChannel.of, seen) if each.quiet_since < ports.now - timedelta(self.days)]
        return InactiveChannels(channels=sorted(quiet, key=lambda each: each.quiet_since))
