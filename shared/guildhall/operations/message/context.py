"""message.context."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_MESSAGES
from guildhall.errors import DiscordNotFound
from guildhall.operations.message._linked import LinkedOperation
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class MessageInContext(Model):
    """A message among those around it, oldest first; `place` counts from 0 and says which of them it is."""

    message_id: MessageId
    place: int
    messages: list[MessageShown]


class MessageContext(LinkedOperation[MessageInContext]):
    """Read a message with what was said before and after it, up to 49 messages on each side.

    A message's link as message_id names its channel too.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=LIST_MESSAGES,
        source="resources/message#get-channel-messages",
    )
    each_side: Annotated[int, Field(ge=1, le=49, description="How many messages before it, and how many after.")] = 10

    def execute(self, ports: Ports) -> MessageInContext:
        """Read them."""
        limit = 2 * self.each_side + 1
        around = ports.discord.recent_messages(self.channel_id, limit=limit, around=self.message_id)[::-1]
        place = next((place for place, each in enumerate(around) if each.id == self.message_id), None)
        if place is None:
            raise DiscordNotFound(
                "That message is not in the channel.",
                "It may have been deleted, or stand in another channel: list the messages that are there.",
                route=LIST_MESSAGES.text,
            )
        messages = [MessageShown.of(message) for message in around]
        return MessageInContext(message_id=self.message_id, place=place, messages=messages)
