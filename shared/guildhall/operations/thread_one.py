"""What the operations on one thread share."""

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field, JsonValue

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.routes import Route
from guildhall.discord.types.channel import ThreadMetadata
from guildhall.errors import DiscordNotFound, InvalidArguments
from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import Reversal

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

GET_THREAD_MEMBER = Route("GET /channels/{channel_id}/thread-members/{user_id}")
ThreadField = Annotated[
    ChannelId,
    Field(description="The thread or forum post: id, mention or link.", json_schema_extra={"format": "thread-id"}),
]


class ThreadOperation[R: BaseModel](ChannelOperation[R]):
    """An operation on one thread, which a forum's post is too."""

    channel_id: ThreadField

    def thread(self, ports: Ports) -> "Channel":
        """Return the thread as it is.

        Raises:
            InvalidArguments: It is a channel.
        """
        thread = ports.discord.channel(self.channel_id)
        if not thread.is_thread:
            raise InvalidArguments("That is a channel, and no thread.", "thread.list_active lists threads.")
        return thread

    def back(self, operation: str, **arguments: JsonValue) -> Reversal:
        """Return a call on the same thread."""
        return Reversal(operation=operation, arguments={"channel_id": str(self.channel_id), **arguments})


def state_of(thread: "Channel") -> ThreadMetadata:
    """Return what only threads have; of one that came without it, as it begins."""
    return thread.thread_metadata or ThreadMetadata()


def is_in(ports: Ports, thread: "Channel", user_id: UserId) -> bool:
    """Return whether somebody is in a thread."""
    try:
        ports.discord.call(GET_THREAD_MEMBER, {"channel_id": thread.id, "user_id": user_id})
    except DiscordNotFound:
        return False
    return True


def bot_id(ports: Ports, thread: "Channel") -> UserId:
    """Return the bot's own id.

    Raises:
        InvalidArguments: The thread is in no server.
    """
    if thread.guild_id is None:
        raise InvalidArguments("That is in no server.", "Name a thread of a server.")
    return ports.discord.bot_member(thread.guild_id).id


def parent_of(ports: Ports, thread: "Channel") -> "Channel | None":
    """Return the channel that a thread hangs on."""
    return ports.discord.channel(thread.parent_id) if thread.parent_id else None
