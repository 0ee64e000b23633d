"""What a message is made of beside its text: embeds, files, components, polls, reactions.

Each part is read on its own: one in a form that we do not know is left out, and the message is still read.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import EmojiId, Snowflake, StickerId
from guildhall.discord.types.base import DiscordObject, Perhaps


class EmbedField(DiscordObject):
    """A titled paragraph of an embed."""

    name: str = Field(default="", repr=False)
    value: str = Field(default="", repr=False)
    inline: bool = False


class EmbedText(DiscordObject):
    """An embed's footer (`text`), author or provider (`name`)."""

    text: str = Field(default="", repr=False)
    name: str = Field(default="", repr=False)
    url: str | None = Field(default=None, repr=False)


class Media(DiscordObject):
    """A picture, film or file by its address."""

    url: str = Field(default="", repr=False)
    content_type: str | None = None
    width: int | None = None
    height: int | None = None


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
    provider: Annotated[EmbedText | None, Perhaps] = None
    image: Annotated[Media | None, Perhaps] = None
    thumbnail: Annotated[Media | None, Perhaps] = None
    video: Annotated[Media | None, Perhaps] = None
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


class Sticker(DiscordObject):
    """A sticker on a message."""

    id: StickerId
    name: str = Field(default="", repr=False)


class Emoji(DiscordObject):
    """An emoji where it is used: a custom one has an id, of another one the name is the emoji itself."""

    id: EmojiId | None = None
    name: str = Field(default="", repr=False)

    @property
    def told(self) -> str:
        """The emoji itself, or a custom one's name between colons."""
        return f":{self.name}:" if self.id else self.name


class Reaction(DiscordObject):
    """How often one emoji stands under a message, and whether the bot is one of those who put it there."""

    emoji: Emoji = Field(default_factory=Emoji)
    count: int = 0
    me: bool = False


class PollMedia(DiscordObject):
    """A poll's question, or one of its answers."""

    text: str = Field(default="", repr=False)
    emoji: Annotated[Emoji | None, Perhaps] = None


class PollAnswer(DiscordObject):
    """One answer that can be given."""

    answer_id: int = 0
    poll_media: PollMedia = Field(default_factory=PollMedia)


class PollCount(DiscordObject):
    """How many gave an answer; `id` is the answer's."""

    id: int
    count: int = 0


class PollResults(DiscordObject):
    """The counts; an answer that nobody gave may be missing, and before the end they may be a little off."""

    is_finalized: bool = False
    answer_counts: tuple[PollCount, ...] = ()


class Poll(DiscordObject):
    """A poll; its end is not set where it has none, and its results are not where Discord did not look them up.

    Source: https://docs.discord.com/developers/resources/poll#poll-object
    """

    question: PollMedia = Field(default_factory=PollMedia)
    answers: tuple[PollAnswer, ...] = ()
    expiry: datetime | None = None
    allow_multiselect: bool = False
    results: Annotated[PollResults | None, Perhaps] = None


class SelectOption(DiscordObject):
    """One choice of a select menu."""

    label: str = Field(default="", repr=False)


class GalleryItem(DiscordObject):
    """One picture of a gallery."""

    media: Annotated[Media | None, Perhaps] = None
    description: str = Field(default="", repr=False)


class Component(DiscordObject):
    """A component of whatever type: each type fills what it has; `id` is its number within the message.

    Source: https://docs.discord.com/developers/components/reference
    """

    id: int = 0
    type: int = 0
    content: str = Field(default="", repr=False)
    label: str = Field(default="", repr=False)
    placeholder: str = Field(default="", repr=False)
    description: str = Field(default="", repr=False)
    name: str = Field(default="", repr=False)
    url: str = Field(default="", repr=False)
    media: Annotated[Media | None, Perhaps] = None
    file: Annotated[Media | None, Perhaps] = None
    items: Annotated[tuple[GalleryItem, ...], Perhaps] = ()
    options: Annotated[tuple[SelectOption, ...], Perhaps] = ()
    components: Annotated[tuple["Component", ...], Perhaps] = ()
    accessory: Annotated["Component | None", Perhaps] = None


class MessageContents(DiscordObject):
    """What a message says, whoever wrote it and wherever it stands: of a message, and of one that was forwarded."""

    content: str = Field(default="", repr=False)
    edited_timestamp: datetime | None = None
    type: int = 0
    flags: int = 0
    embeds: tuple[Embed, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    components: Annotated[tuple[Component, ...], Perhaps] = ()
    sticker_items: Annotated[tuple[Sticker, ...], Perhaps] = ()


class ForwardedContents(MessageContents):
    """What a message said when it was forwarded; who wrote it is not told."""

    timestamp: datetime | None = None


class Snapshot(DiscordObject):
    """A message as it was when it was forwarded."""

    message: ForwardedContents = Field(default_factory=ForwardedContents)
