"""A message with its reactions, and what the operations on them share."""

from pydantic import BaseModel, Field, JsonValue

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.routes import GET_MESSAGE
from guildhall.discord.types.message import Message
from guildhall.operations.base import ChannelOperation
from guildhall.operations.fields import OurText
from guildhall.operations.message._shown import target_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, seen
from guildhall.operations.reaction_emoji import Emoji, EmojiGiven
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import At, Shown


class Reaction(Shown):
    """What has been reacted with one emoji."""

    emoji: Emoji = Field(default_factory=Emoji)
    count: int = 0
    mine: bool = At("me", default=False)


class Reacted(Shown):
    """A message's reactions."""

    reactions: tuple[Reaction, ...] = ()

    def with_emoji(self, address: str) -> Reaction:
        """Return what has been reacted with an emoji; nothing where nobody did."""
        return next((each for each in self.reactions if each.emoji.is_same(address)), Reaction())

    @property
    def counts(self) -> list[str]:
        """Each emoji with how many reacted, as the message has them."""
        return [f"{each.emoji.address} {each.count}" for each in self.reactions]


class ReactionChanged(Model):
    """The message, and the emoji that was reacted with or is so no more; empty for all of them."""

    channel_id: ChannelId
    message_id: MessageId
    emoji_name: OurText = ""


class ReactionOperation[R: BaseModel](ChannelOperation[R]):
    """An operation on the reactions to one message of a channel, thread or post."""

    message_id: MessageId

    def reacted(self, ports: Ports) -> tuple[Target, Reacted, str]:
        """Return the message as a target, its reactions, and its text."""
        path = {"channel_id": self.channel_id, "message_id": self.message_id}
        answer = ports.discord.call(GET_MESSAGE, path)
        message = Message.model_validate(answer)
        return target_of(message), Reacted.read(answer, GET_MESSAGE), message.content


class OwnReaction(ReactionOperation[ReactionChanged]):
    """The bot's own reaction with one emoji."""

    emoji_name: EmojiGiven

    def prior(self, ports: Ports) -> JsonValue:
        """Read whether the bot has reacted with it."""
        return self.reacted(ports)[1].with_emoji(self.emoji_name).mine

    def shown(self, ports: Ports, summary: str, *, after: bool) -> Preview:
        """Return the preview."""
        target, reacted, content = self.reacted(ports)
        mine = reacted.with_emoji(self.emoji_name).mine
        change = Change(field="bot reacts", before=mine, after=after)
        return Preview(summary=summary, targets=(target,), changes=(change,), **seen(content=content, mine=mine))

    def changed(self) -> ReactionChanged:
        """Return the result."""
        return ReactionChanged(channel_id=self.channel_id, message_id=self.message_id, emoji_name=self.emoji_name)

    def back(self, operation: str) -> Reversal:
        """Return a call on the same reaction."""
        return Reversal(operation=operation, arguments=self.changed().model_dump(mode="json"))
