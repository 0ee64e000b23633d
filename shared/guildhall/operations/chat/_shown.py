"""Whether the agent answers in a channel."""

from pydantic import BaseModel

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.errors import InvalidArguments
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, fingerprint


class ChatState(BaseModel):
    """Whether the agent answers there now, and whether that is new."""

    channel_id: ChannelId
    answers: bool
    changed: bool

    @staticmethod
    def guild_of(ports: Ports, channel_id: ChannelId) -> GuildId:
        """Return the channel's guild."""
        guild_id = ports.discord.channel(channel_id).guild_id
        if guild_id is None:
            raise InvalidArguments("That channel belongs to no server.", "Name a channel of the server.")
        return guild_id


def switch_preview(ports: Ports, channel_id: ChannelId, *, answers: bool) -> Preview:
    """Return the preview of switching the agent on or off in a channel."""
    channel, guild_id = ports.discord.channel(channel_id), ChatState.guild_of(ports, channel_id)
    before = channel_id in ports.platform.chat_channels(guild_id)
    verb = "Let the agent answer" if answers else "Stop the agent answering"
    return Preview(
        summary=f"{verb} mentions in #{channel.name}",
        targets=(Target(id=channel.id, label=f"#{channel.name}"),),
        changes=(Change(field="agent answers", before=before, after=answers),),
        requests=0,
        fingerprint=fingerprint(channel.id, before),
    )
