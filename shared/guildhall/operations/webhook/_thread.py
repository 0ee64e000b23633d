"""The thread in which a webhook speaks: one of its own channel's, which the caller sees."""

from typing import TYPE_CHECKING, Annotated

from pydantic import WithJsonSchema

from guildhall.discord.ids import ChannelId
from guildhall.errors import InvalidArguments
from guildhall.operations.closing import require_open
from guildhall.operations.elsewhere import known_channel
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Query
from guildhall.operations.webhook._shown import WebhookShown

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_SCHEMA = {"type": "string", "format": "thread-id", "description": "A thread of the webhook's channel: id or link."}
ThreadId = Annotated[ChannelId, WithJsonSchema(_SCHEMA)]


class InThread(Model):
    """Adds the thread of the webhook's channel in which a message is."""

    thread_id: ThreadId | None = None

    @property
    def query(self) -> Query | None:
        """Where the message is, as Discord takes it."""
        return {"thread_id": str(self.thread_id)} if self.thread_id else None


def where(
    ports: Ports, webhook: WebhookShown, thread_id: ChannelId | None, operation: str, *, writes: bool
) -> "Channel":
    """Return the webhook's channel, or the thread of it.

    Args:
        ports: The call's.
        webhook: The webhook.
        thread_id: The thread, if one is named.
        operation: The operation's name, which the policy may deny there.
        writes: Whether it changes something there.

    Raises:
        Denied: The thread is not one that the caller sees, or the policy closes it.
        InvalidArguments: It hangs on another channel.
    """
    if webhook.channel_id is None:
        raise InvalidArguments("That webhook is in no channel.", "List the server's own ones.")
    channel = ports.discord.channel(webhook.channel_id)
    if thread_id is None or channel.guild_id is None:
        return channel
    thread = known_channel(ports, channel.guild_id, thread_id)
    require_open(ports, channel.guild_id, thread, operation=operation, writes=writes)
    if thread.parent_id != channel.id:
        raise InvalidArguments("That thread is not one of the webhook's channel.", "Name one of that channel's.")
    return thread
