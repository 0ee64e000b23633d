"""conversation.fetch."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_MESSAGE, LIST_MESSAGES
from guildhall.operations.base import ChannelOperation
from guildhall.operations.conversation_gathering import Chain, ConversationFetched, gather
from guildhall.operations.conversation_lines import tokens_of
from guildhall.operations.history import History
from guildhall.operations.marks import Mark
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec

_MOST = 500


class FetchConversation(ChannelOperation[ConversationFetched]):
    """Read a channel, thread, post or chain of replies as short lines that fit a budget of tokens.

    At most 500 messages, or 60 of a chain.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=LIST_MESSAGES,
        also=(GET_MESSAGE,),
        source="resources/message#get-channel-messages",
    )
    budget_tokens: Annotated[int, Field(ge=200, le=20_000)] = 4000
    before: Mark | None = None
    after: Mark | None = None
    chain_of: Annotated[MessageId | None, Field(description="This message and, upwards, what it answers.")] = None

    @model_validator(mode="after")
    def _one_anchor(self) -> Self:
        if sum(anchor is not None for anchor in (self.before, self.after, self.chain_of)) > 1:
            raise ValueError("give at most one of before, after, chain_of")
        return self

    def execute(self, ports: Ports) -> ConversationFetched:
        """Read it."""
        history = History(ports, self.channel_id, _MOST, before=self.before, after=self.after)
        chain = Chain(ports, self.channel_id, self.chain_of) if self.chain_of else None
        gathered = gather(chain or history, self.budget_tokens)
        lines = gathered.lines if self.after else gathered.lines[::-1]
        told = ConversationFetched(lines=lines, estimated_tokens=tokens_of(lines))
        if chain is not None:
            rest = gathered.lines[-1].reply_to if gathered.cut else chain.goes_on_with
            return told.model_copy(update={"next_chain_of": rest})
        more = gathered.lines[-1].message_id if gathered.lines and (gathered.cut or not history.ended) else None
        return told.model_copy(update={"next_after" if self.after else "next_before": more})
