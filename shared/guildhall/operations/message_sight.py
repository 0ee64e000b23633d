"""Where a caller may read messages: each channel and thread by their rights, and by the rules of this platform.

A search goes over a whole guild, so what the pipeline proves of one channel is proved here of each.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.operations.closing import closing_rule
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Shown, found

ACTIVE_THREADS = Route("GET /guilds/{guild_id}/threads/active")
MOST_CHANNELS = 500
"""So many channels Discord takes in one search."""
READ = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
_MOST_LOOK_UPS = 15
"""So many threads one call looks at singly."""
_WITHOUT_MESSAGES = frozenset({ChannelType.GUILD_CATEGORY, ChannelType.GUILD_DIRECTORY})


class _Threads(Shown):
    threads: tuple[Channel, ...] = ()


@dataclass
class Sight:
    """What the caller of one call may read of a guild's messages.

    Attributes:
        operation: The call's name, which a channel's rules may deny.
    """

    ports: Ports
    guild_id: GuildId
    operation: str
    look_ups: int = 0
    _known: dict[ChannelId, Channel] = field(default_factory=dict)
    _readable: dict[ChannelId, bool] = field(default_factory=dict)

    def learn(self, channels: Collection[Channel]) -> None:
        """Remember channels and threads as Discord told them, so that nobody asks for them singly."""
        for channel in channels:
            # Who is in a private thread stands in no list, and decides who may read it.
            if channel.type is not ChannelType.PRIVATE_THREAD:
                self._known.setdefault(channel.id, channel.model_copy(update={"guild_id": self.guild_id}))

    def reads(self, channel_id: ChannelId) -> bool:
        """Return whether the caller may read messages there; not where that cannot be found out."""
        if channel_id not in self._readable:
            channel = self._seen(channel_id)
            self._readable[channel_id] = channel is not None and self._is_open(channel)
        return self._readable[channel_id]

    def places(self, chosen: Collection[ChannelId]) -> list[ChannelId] | None:
        """Return the channels and threads to look in; None = wherever it may be, for the caller sees all of it.

        Args:
            chosen: Only these channels, with their threads; empty for all.
        """
        channels = [each for each in self.ports.discord.channels(self.guild_id) if each.type not in _WITHOUT_MESSAGES]
        self.learn(channels)
        readable = [each.id for each in channels if self.ports.caller.in_channel(each).has(READ)]
        if not chosen and len(readable) == len(channels):
            return None
        wanted = list(chosen) or readable
        threads = found(self.ports, ACTIVE_THREADS, {"guild_id": self.guild_id}, _Threads).threads
        self.learn(threads)
        within = [each.id for each in threads if each.parent_id in set(wanted) and self._seen(each.id)]
        self.look_ups = 0
        return [*wanted, *within][:MOST_CHANNELS]

    def _seen(self, channel_id: ChannelId) -> Channel | None:
        """Return a channel in which the caller's rights let them read."""
        channel = self._known.get(channel_id) or self._ask(channel_id)
        if channel is None or channel.guild_id != self.guild_id:
            return None
        try:
            return channel if self.ports.caller.in_channel(channel).has(READ) else None
        except (DiscordNotFound, DiscordForbidden):
            return None

    def _ask(self, channel_id: ChannelId) -> Channel | None:
        self.look_ups += 1
        if self.look_ups > _MOST_LOOK_UPS:
            return None
        try:
            return self.ports.discord.channel(channel_id)
        except (DiscordNotFound, DiscordForbidden):
            return None

    def _is_open(self, channel: Channel) -> bool:
        """Return whether the platform's own rules for the channel, of a thread its parent's, let it be read."""
        return not closing_rule(self.ports, self.guild_id, channel, self.operation, writes=False)
