"""A message that somebody writes through the bot: its text, what it answers, whom it notifies, what it carries."""

from typing import TYPE_CHECKING, Self

from pydantic import JsonValue, model_validator

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations.carrying import Carried, Carrying
from guildhall.operations.pinging import Pinging
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change
from guildhall.operations.speaking import Letter
from guildhall.operations.wording import counted

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild


class Sending(Carrying, Pinging):
    """A text, or something that can be sent without one."""

    reply_to: MessageId | None = None

    def takes_beyond(self, guild: "Guild | None") -> Permission:
        """Return what the pings take and what it carries; to answer something takes to be able to read it."""
        answering = Permission.READ_MESSAGE_HISTORY if self.reply_to else NO_PERMISSIONS
        return self.takes(guild) | self.takes_to_carry() | answering

    def answered(self, ports: Ports, channel_id: ChannelId) -> list[str]:
        """Return the text that it answers, if it answers one.

        Raises:
            DiscordNotFound: There is no such message.
        """
        wanted = [self.reply_to] if self.reply_to else []
        return [message.content for message in ports.discord.messages(channel_id, wanted)] if wanted else []

    def told(self, carried: Carried) -> str:
        """Return what is sent, in short."""
        text = f"a message of {counted(len(self.content), 'character')}" if self.content else "a message without a text"
        return f"{text}, with {carried.words}" if carried.words else text

    def says(self, carried: Carried) -> tuple[Change, ...]:
        """Return all that is sent, as a preview shows it."""
        text = (Change(field="content", before=None, after=self.content),) if self.content else ()
        return text + carried.changes

    def letters(self, carried: Carried) -> list[Letter]:
        """Return the messages as they are sent; only the first of several answers, carries and notifies."""
        first: dict[str, JsonValue] = {"allowed_mentions": self.allowed_mentions(), **carried.body}
        if self.reply_to:
            first["message_reference"] = {"message_id": str(self.reply_to), "fail_if_not_exists": True}
        return self.bodies(first, carried.attached.form)

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not (self.content or self.carries):
            raise ValueError("there is nothing to send: give content, embeds, files or stickers")
        return self
