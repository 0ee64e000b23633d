"""A channel's own rules: whose they are, and how they are shown."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.errors import InvalidArguments
from guildhall.operations.fields import Keep, OurText, Redaction
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


class ChannelPolicyShown(Model):
    """A channel's rules; they narrow the server's and hold for its threads."""

    channel_id: ChannelId
    mode: OurText
    denied_operations: Annotated[list[str], Redaction(Keep.AS_IS)]

    @classmethod
    def of(cls, rules: Mapping[str, JsonValue]) -> Self:
        """Return rules as they are shown."""
        return cls.model_validate({name: rules[name] for name in cls.model_fields})


def ruling(ports: Ports, channel_id: ChannelId) -> tuple[GuildId, "Channel"]:
    """Return the guild, and the channel whose rules hold: of a thread the one that it hangs on."""
    channel = ports.discord.channel(channel_id)
    if channel.is_thread and channel.parent_id:
        channel = ports.discord.channel(channel.parent_id)
    if channel.guild_id is None:
        raise InvalidArguments("That channel belongs to no server.", "Name a channel of the server.")
    return channel.guild_id, channel
