"""What can be forwarded, from where, and who gets to read it by that.

A forward copies a message into another channel. Whoever asks must read it where it stands; what they read there is not
theirs to show to others, so where somebody who sees the target may not read the source, it is SENSITIVE: a human looks
at it first, whoever asks. A channel that the policy closes to this platform is read for no forward either.
"""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import ChannelId, GuildId, MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.message import FORWARD
from guildhall.errors import InvalidArguments
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.message import Message

_READ = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
_WRITTEN = frozenset({0, 19, 20, 23})
"""Messages that somebody wrote, replies and answers to commands included; Discord forwards no other ones.
Source: https://docs.discord.com/developers/resources/message#message-reference-types"""


class Forwarding(Model):
    """Adds the message that is forwarded, and the channel in which it stands."""

    source_channel_id: Annotated[ChannelId, Field(description="Where it stands; a link as message_id says it too.")]
    message_id: MessageId

    @model_validator(mode="before")
    @classmethod
    def _link_names_the_source(cls, given: object) -> object:
        if not isinstance(given, dict) or "/" not in str(given.get("message_id")):
            return given
        return {"source_channel_id": given["message_id"], **given}

    def ends(self, ports: Ports, channel_id: ChannelId) -> tuple["Channel", "Channel"]:
        """Return the channel in which it stands and the one into which it goes; raises as `source_of`."""
        target = ports.discord.channel(channel_id)
        return source_of(ports, target, self.source_channel_id), target

    def reference(self) -> JsonValue:
        """Return what Discord is told to forward."""
        place: dict[str, JsonValue] = {"channel_id": str(self.source_channel_id), "message_id": str(self.message_id)}
        return {"type": FORWARD, **place}


def source_of(ports: Ports, target: "Channel", channel_id: ChannelId) -> "Channel":
    """Return the channel from which something is forwarded, once the caller is known to read it.

    Raises:
        NotAMember: It is in another guild, or not the caller's to see.
        PermissionMissing: The caller cannot read what was said there before.
        ChannelForbidden: The guild's policy closes it.
    """
    guild_id = _guild_of(target)
    return other_channel(ports, guild_id, channel_id, _READ, operation="message.forward")


def forwardable(ports: Ports, source: "Channel", message_id: MessageId) -> "Message":
    """Return the message.

    Raises:
        DiscordNotFound: There is none.
        InvalidArguments: Discord forwards no such messages.
    """
    (message,) = ports.discord.messages(source.id, [message_id])
    if message.poll is not None or message.type not in _WRITTEN:
        raise InvalidArguments(
            "That message cannot be forwarded: it is a poll, or Discord wrote it.", "Send its link instead."
        )
    return message


def _guild_of(target: "Channel") -> GuildId:
    if target.guild_id is None:
        raise InvalidArguments("Nothing is forwarded into direct messages.", "Name a channel of a server.")
    return target.guild_id
