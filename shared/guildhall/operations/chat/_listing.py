"""The list of channels and threads in which the agent answers.

A thread also follows the channel on which it hangs, so one that was taken off the list is still answered in while its
channel is on it.
"""

from typing import TYPE_CHECKING, NamedTuple, Self

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.errors import InvalidArguments
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


class Listing(NamedTuple):
    """A channel and what of the list concerns it.

    Attributes:
        itself: Whether it is on the list.
        channel_of_thread: Whether the channel on which it hangs is.
    """

    guild_id: GuildId
    channel: "Channel"
    itself: bool
    channel_of_thread: bool

    @classmethod
    def read(cls, ports: Ports, channel_id: ChannelId) -> Self:
        """Return how the channel stands now."""
        channel = ports.discord.channel(channel_id)
        if channel.guild_id is None:
            raise InvalidArguments("That channel belongs to no server.", "Name a channel of the server.")
        listed = ports.platform.chat_channels(channel.guild_id)
        return cls(channel.guild_id, channel, channel.id in listed, channel.is_thread and channel.parent_id in listed)

    @property
    def answers(self) -> bool:
        """Whether the agent answers there."""
        return self.itself or self.channel_of_thread
