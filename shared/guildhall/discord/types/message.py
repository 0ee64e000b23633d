"""Messages and what hangs on them."""

from datetime import datetime

from pydantic import Field

from guildhall.discord.ids import ApplicationId, ChannelId, GuildId, MessageId, RoleId, Snowflake
from guildhall.discord.types.base import DiscordObject
from guildhall.discord.types.guild import User


class EmbedField(DiscordObject):
    """A titled paragraph of an embed."""

    name: str = Field(default="", repr=False)
    value: str = Field(default="", repr=False)
    inline: bool = False


class EmbedText(DiscordObject):
    """An embed's footer (`text`) or author (`name`)."""

    text: str = Field(default="", repr=False)
    name: str = Field(default="", repr=False)
    url: str | None = Field(default=None, repr=False)


class Embed(DiscordObject):
    """A rich part of a message.

    Source: https://docs.discord.com/developers/resources/message#embed-object
    """

    title: str | None = Field(default=None, repr=False)
    type: str = "rich"
    description: str | None = Field(default=None, repr=False)
    url: str | None = Field(default=None, repr=False)
    timestamp: datetime | None = None
    color: int | None = None
    footer: EmbedText | None = None
    author: EmbedText | None = None
    fields: tuple[EmbedField, ...] = ()


class Attachment(DiscordObject):
    """A file of a message, `size` in bytes; its address is signed and ends after a day.

    Source: https://docs.discord.com/developers/resources/message#attachment-object
    """

    id: Snowflake
    filename: str = Field(default="", repr=False)
    description: str | None = Field(default=None, repr=False)
    content_type: str | None = None
    size: int = 0
    url: str = Field(default="", repr=False)
    width: int | None = None
    height: int | None = None


class MessageReference(DiscordObject):
    """The message that another one answers, forwards or was crossposted from."""

    type: int = 0
    message_id: MessageId | None = None
    channel_id: ChannelId | None = None
    guild_id: GuildId | None = None


class Message(DiscordObject):
    """A message. `content` is empty where the bot may not read what others write.

    Attributes:
        guild_id: Only in messages from the gateway; REST leaves it out.
        type: 0 and 19 are written by people or bots, most others by Discord itself.

    Source: https://docs.discord.com/developers/resources/message#message-object
    """

    id: MessageId
    channel_id: ChannelId
    guild_id: GuildId | None = None
    author: User
    content: str = Field(default="", repr=False)
    timestamp: datetime
    edited_timestamp: datetime | None = None
    type: int = 0
    flags: int = 0
    pinned: bool = False
    tts: bool = False
    mention_everyone: bool = False
    mentions: tuple[User, ...] = ()
    mention_roles: tuple[RoleId, ...] = ()
    embeds: tuple[Embed, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    webhook_id: Snowflake | None = None
    application_id: ApplicationId | None = None
    message_reference: MessageReference | None = None

    def link(self, guild_id: GuildId | None = None) -> str:
        """Return the message's address in the Discord client; without a guild that of a direct message."""
        guild = guild_id or self.guild_id or "@me"
        return f"https://discord.com/channels/{guild}/{self.channel_id}/{self.id}"
