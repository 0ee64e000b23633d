"""message.list."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from guildhall.discord import limits
from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_MESSAGES
from guildhall.operations.base import ChannelOperation
from guildhall.operations.marks import Mark
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class MessagesListed(Model):
    """Messages, newest first; `next_before` goes on with older ones, `next_after` with newer ones; None at the end."""

    messages: list[MessageShown]
    next_before: MessageId | None
    next_after: MessageId | None = None


class ListMessages(ChannelOperation[MessagesListed]):
    """Read up to 100 messages of a channel, thread or forum post, newest first, with all their parts."""

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=LIST_MESSAGES,
        source="resources/message#get-channel-messages",
        listed=True,
    )
    limit: Annotated[int, Field(ge=1, le=limits.MESSAGES_PAGE_COUNT)] = 50
    before: Mark | None = None
    after: Mark | None = None
    around: MessageId | None = None

    @model_validator(mode="after")
    def _one_anchor(self) -> Self:
        if sum(anchor is not None for anchor in (self.before, self.after, self.around)) > 1:
            raise ValueError("give at most one of before, after, around")
        return self

    def execute(self, ports: Ports) -> MessagesListed:
        """Read them."""
        found = ports.discord.recent_messages(
            self.channel_id, limit=self.limit, before=self.before, after=self.after, around=self.around
        )
        more = len(found) == self.limit and self.around is None
        return MessagesListed(
            messages=[MessageShown.of(message) for message in found],
            next_before=found[-1].id if more and self.after is None else None,
            next_after=found[0].id if more and self.after is not None else None,
        )
