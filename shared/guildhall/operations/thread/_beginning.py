"""What a new thread is like, which can begin where, and how one that began is undone."""

from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import InvalidArguments
from guildhall.operations.fields import PublicName
from guildhall.operations.model import Model
from guildhall.operations.reversal import Reversal
from guildhall.operations.thread_words import ArchiveGiven, SlowmodeGiven, ThreadKind

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_TYPES = {
    (ChannelType.GUILD_TEXT, ThreadKind.PUBLIC): ChannelType.PUBLIC_THREAD,
    (ChannelType.GUILD_TEXT, ThreadKind.PRIVATE): ChannelType.PRIVATE_THREAD,
    (ChannelType.GUILD_ANNOUNCEMENT, ThreadKind.PUBLIC): ChannelType.ANNOUNCEMENT_THREAD,
}
"""Source: https://docs.discord.com/developers/topics/threads#public-private-threads"""


class Named(Model):
    """Adds what any new thread is like; stands before the operation."""

    name: PublicName
    auto_archive: ArchiveGiven | None = None
    slowmode_s: SlowmodeGiven | None = None

    def told(self) -> dict[str, JsonValue]:
        """Return it by the names of the request."""
        return self.model_dump(mode="json", exclude={"channel_id", "message_id", "reason"}, exclude_none=True)


def type_of(channel: "Channel", kind: ThreadKind) -> ChannelType:
    """Return what a new thread of a channel becomes.

    Raises:
        InvalidArguments: None of that kind can begin there.
    """
    if (found := _TYPES.get((channel.type, kind))) is not None:
        return found
    if channel.type.is_forum:
        raise InvalidArguments("A forum takes posts.", "Begin one with forum.create_post.")
    where = "Threads begin in text and announcement channels, private ones only in text channels."
    raise InvalidArguments(f"No {kind.value} thread can begin there. {where}", "Name another channel.")


def undone(channel_id: ChannelId) -> Reversal:
    """Return the deletion of a thread that a call began."""
    return Reversal(operation="thread.delete", arguments={"channel_id": str(channel_id)})
