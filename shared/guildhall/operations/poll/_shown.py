"""What is told of a poll that was put, and of those who voted."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.operations.fields import By, OurText
from guildhall.operations.model import Model

if TYPE_CHECKING:
    from guildhall.discord.types.guild import User
    from guildhall.discord.types.message import Message


class PollSent(Model):
    """The message with the poll, and when it ends."""

    message_id: MessageId
    channel_id: ChannelId
    link: OurText
    ends_at: datetime | None

    @classmethod
    def of(cls, message: "Message", guild_id: GuildId | None) -> Self:
        """Return the message that was sent."""
        return cls(
            message_id=message.id,
            channel_id=message.channel_id,
            link=message.link(guild_id),
            ends_at=message.poll.expiry if message.poll else None,
        )


class Voter(Model):
    """Somebody who voted."""

    user_id: UserId
    name: Annotated[str, By("user_id")]
    is_bot: bool

    @classmethod
    def of(cls, user: "User") -> Self:
        """Return an account as a voter."""
        return cls(user_id=user.id, name=user.display, is_bot=user.bot)


class VotersListed(Model):
    """Who voted for an answer, by id; `next_after` continues, None at the end."""

    voters: list[Voter]
    next_after: UserId | None
