"""Messages and what they refer to."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import ApplicationId, ChannelId, GuildId, MessageId, RoleId, Snowflake
from guildhall.discord.types.base import DiscordObject, Perhaps
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.guild import User
from guildhall.discord.types.parts import MessageContents, Poll, Reaction, Snapshot

FORWARD = 1
"""The type of a reference that forwards."""


class MessageReference(DiscordObject):
    """The message that another one answers, forwards or was crossposted from."""

    type: int = 0
    message_id: MessageId | None = None
    channel_id: ChannelId | None = None
    guild_id: GuildId | None = None


class Message(MessageContents):
    """A message. `content` is empty where the bot may not read what others write.

    Attributes:
        guild_id: Only in messages from the gateway; REST leaves it out.
        type: 0 and 19 are written by people or bots, most others by Discord itself.
        referenced_message: The message that it answers, if Discord still has it; without what that one answers.
        thread: The thread that was started from it.

    Source: https://docs.discord.com/developers/resources/message#message-object
    """

    id: MessageId
    channel_id: ChannelId
    guild_id: GuildId | None = None
    author: User
    timestamp: datetime
    pinned: bool = False
    tts: bool = False
    mention_everyone: bool = False
    mentions: tuple[User, ...] = ()
    mention_roles: tuple[RoleId, ...] = ()
    webhook_id: Snowflake | None = None
    application_id: ApplicationId | None = None
    message_reference: MessageReference | None = None
    message_snapshots: Annotated[tuple[Snapshot, ...], Perhaps] = ()
    referenced_message: Annotated["Message | None", Perhaps] = Field(default=None, repr=False)
    poll: Annotated[Poll | None, Perhaps] = None
    reactions: Annotated[tuple[Reaction, ...], Perhaps] = ()
    thread: Annotated[Channel | None, Perhaps] = None

    @property
    def forwards(self) -> bool:
        """Whether it shows a message of another place."""
        return self.message_reference is not None and self.message_reference.type == FORWARD

    @property
    def answers(self) -> MessageId | None:
        """The message that it answers or is about; None for a forward."""
        return None if self.message_reference is None or self.forwards else self.message_reference.message_id

    def link(self, guild_id: GuildId | None = None) -> str:
        """Return the message's address in the Discord client; without a guild that of a direct message."""
        guild = guild_id or self.guild_id or "@me"
        return f"https://discord.com/channels/{guild}/{self.channel_id}/{self.id}"
