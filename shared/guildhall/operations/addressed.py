"""Things that an id or a code of their own names: where they are, Discord says, and never whoever asks."""

from guildhall.discord.ids import ChannelId
from guildhall.errors import DiscordNotFound
from guildhall.operations.base import Locus
from guildhall.operations.ports import DiscordPort


def place_of(discord: DiscordPort, channel_id: ChannelId | None) -> Locus:
    """Return the channel in which a thing is, and its guild.

    Raises:
        DiscordNotFound: It is in none, or in one of no guild.
    """
    channel = discord.channel(channel_id) if channel_id is not None else None
    if channel is None or channel.guild_id is None:
        raise DiscordNotFound("It is in no channel of a server.", "List the server's own ones.", status=404)
    return Locus(guild=discord.guild(channel.guild_id), channel=channel)
