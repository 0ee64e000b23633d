"""Texts that are longer than a message: cut into several, which are sent one after the other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.discord.files import Files
from guildhall.discord.ids import ChannelId, GuildId, MessageId
from guildhall.discord.splitting import split, units
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordError, OutcomeUnknown
from guildhall.operations.fields import Keep, LongText, OurText, Redaction
from guildhall.operations.model import Model

LONGEST = 6000
"""As much as a slash command's option takes; three messages, four where much of it is code."""

_SUPPRESS_EMBEDS, _SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 12
"""Source: https://docs.discord.com/developers/resources/message#message-object-message-flags"""


type Letter = tuple[dict[str, JsonValue], Files | None]
"""One message: its body, and the files that go with it."""


class Uttering(Model):
    """Marks what puts a message of the caller's into a channel: a slowmode holds it back there."""


class Speaking(Uttering):
    """Adds a text of one message or several, and how quietly it comes; a subclass says whether there must be one."""

    content: Annotated[
        str, Field(max_length=LONGEST), Redaction(Keep.DIGEST), LongText("Message", ("sticker_ids",))
    ] = ""
    silent: Annotated[bool, Field(description="Whether nobody's device makes a sound.")] = False
    suppress_embeds: Annotated[bool, Field(description="Whether links show no preview.")] = False

    @property
    def texts(self) -> list[str]:
        """The messages: a text that fits as it is, of a longer one parts whose code fences are whole."""
        fits = units(self.content) <= limits.MESSAGE_CONTENT
        return [self.content] if fits else split(self.content, length=units) or [self.content]

    def bodies(self, first: Mapping[str, JsonValue], files: Files | None = None) -> list[Letter]:
        """Return what is sent, message by message; `first` and the files go with the first one."""
        flags = self.silent * _SUPPRESS_NOTIFICATIONS | self.suppress_embeds * _SUPPRESS_EMBEDS
        quiet: dict[str, JsonValue] = {"flags": flags} if flags else {}
        opening, *more = self.texts
        said: dict[str, JsonValue] = {"content": opening} if opening else {}
        return [({**said, **first, **quiet}, files), *(({"content": text, **quiet}, None) for text in more)]


class MessageSent(Model):
    """The message, and of a text in several messages the ids of all; `unsent_count` parts are missing by `problem`."""

    message_id: MessageId
    channel_id: ChannelId
    link: OurText
    message_ids: list[MessageId]
    unsent_count: int = 0
    problem: OurText = ""


class Said(Speaking):
    """A text without which there is nothing to send."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.content:
            raise ValueError("there is no text to send")
        return self


def post(
    send: Callable[[dict[str, JsonValue], Files | None], JsonValue], letters: Sequence[Letter], guild_id: GuildId | None
) -> MessageSent:
    """Send messages in their order, up to the first that fails.

    Raises:
        DiscordError: The very first one failed.
    """
    sent: list[Message] = []
    problem = ""
    for body, files in letters:
        try:
            sent.append(Message.model_validate(send(body, files)))
        except DiscordError as error:
            if not sent:
                raise
            unsure = " It may have been sent." if isinstance(error, OutcomeUnknown) else ""
            problem = f"Part {len(sent) + 1} of {len(letters)} met {error.code}, so the rest was left out.{unsure}"
            break
    return MessageSent(
        message_id=sent[0].id,
        channel_id=sent[0].channel_id,
        link=sent[0].link(guild_id),
        message_ids=[message.id for message in sent],
        unsent_count=len(letters) - len(sent),
        problem=problem,
    )
