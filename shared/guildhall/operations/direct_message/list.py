"""direct_message.list."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.routes import CREATE_DM, LIST_MESSAGES
from guildhall.operations.base import GuildOperation
from guildhall.operations.direct_message_to import opened
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class DirectMessagesListed(Model):
    """Messages, newest first; `next_before` continues with older ones, None at the end."""

    direct_channel_id: ChannelId
    messages: list[MessageShown]
    next_before: MessageId | None


class ListDirectMessages(GuildOperation[DirectMessagesListed]):
    """Read your own direct messages with the bot, newest first, at most 100 at a time.

    Nobody reads anybody else's, whatever their rights.
    """

    discloses = Discloses.TO_CALLER
    spec = Spec(
        risk=Risk.READ,
        scope="direct_messages:read",
        permission=None,
        why="everybody reads what they and the bot wrote to each other, and nobody else does",
        route=LIST_MESSAGES,
        also=(CREATE_DM,),
        finds=frozenset({"channel_id"}),
        source="resources/message#get-channel-messages",
    )
    limit: Annotated[int, Field(ge=1, le=limits.MESSAGES_PAGE_COUNT)] = 50
    before: MessageId | None = None

    def execute(self, ports: Ports) -> DirectMessagesListed:
        """Read them."""
        there = opened(ports.discord, ports.caller.me)
        found = ports.discord.recent_messages(there, limit=self.limit, before=self.before)
        return DirectMessagesListed(
            direct_channel_id=there,
            messages=[MessageShown.of(message) for message in found],
            next_before=found[-1].id if len(found) == self.limit else None,
        )
