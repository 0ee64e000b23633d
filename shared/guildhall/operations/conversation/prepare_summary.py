"""conversation.prepare_summary."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_MESSAGES
from guildhall.discord.types.message import Message
from guildhall.operations.base import ChannelOperation
from guildhall.operations.conversation_summary import SummaryPrepared, prepared
from guildhall.operations.history import History
from guildhall.operations.marks import Mark
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class PrepareSummary(ChannelOperation[SummaryPrepared]):
    """Gather what a summary of a channel or thread is made from; it summarises nothing itself.

    Who took part, when, what was said and linked: of at most 500 messages.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=LIST_MESSAGES,
        source="resources/message#get-channel-messages",
    )
    last: Annotated[int, Field(ge=1, le=500, description="How many messages at most, the latest ones.")] = 100
    before: Mark | None = None
    after: Mark | None = None
    budget_tokens: Annotated[int, Field(ge=200, le=20_000)] = 8000

    def execute(self, ports: Ports) -> SummaryPrepared:
        """Read the latest messages between the marks."""
        history, since = History(ports, self.channel_id, self.last, before=self.before), int(self.after or 0)
        messages, reached = list[Message](), False
        for message in history:
            reached = int(message.id) <= since
            if reached:
                break
            messages.append(message)
        told = prepared(self.channel_id, messages[::-1], self.budget_tokens)
        more = messages[-1].id if messages and not (reached or history.ended) else None
        return told.model_copy(update={"next_before": more})
