"""Where a newcomer is greeted, and by what words."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.errors import DiscordNotFound, InvalidArguments
from guildhall.operations.base import Locus
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.ports import DiscordPort, Ports

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild

Greeting = Annotated[str, Field(min_length=1, max_length=1900), Redaction(Keep.DIGEST)]
"""Words to a newcomer; a message has room for their mention beside them."""


def place_of(discord: DiscordPort, guild_id: GuildId, channel_id: ChannelId | None) -> Locus:
    """Return the channel that is named, else the one in which Discord tells who joined, with its guild.

    Raises:
        DiscordNotFound: The channel is in another guild.
    """
    guild = discord.guild(guild_id)
    wanted = channel_id or guild.system_channel_id
    if wanted is None:
        return Locus(guild=guild)
    channel = discord.channel(wanted)
    if channel.guild_id != guild.id:
        raise DiscordNotFound("That channel is in another server.", "Name a channel of this one.", status=404)
    parent = discord.channel(channel.parent_id) if channel.is_thread and channel.parent_id else None
    return Locus(guild=guild, channel=channel, parent=parent)


def channel_for(ports: Ports, guild_id: GuildId, channel_id: ChannelId | None) -> ChannelId:
    """Return the channel's id.

    Raises:
        InvalidArguments: None is named, and the guild has none for that.
    """
    wanted = channel_id or ports.discord.guild(guild_id).system_channel_id
    if wanted is None:
        raise InvalidArguments("This server has no channel for newcomers.", "Give welcome_channel_id.")
    return wanted


def greeting(guild: "Guild", user_id: UserId, content: str | None) -> str:
    """Return the text; it mentions the member in any case."""
    told = content or f"Welcome to {guild.name}, <@{user_id}>!"
    return told if f"<@{user_id}>" in told or f"<@!{user_id}>" in told else f"<@{user_id}> {told}"
