"""message.find_unread."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_MESSAGES
from guildhall.operations.base import ChannelOperation
from guildhall.operations.marks import Mark
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.ports import Ports
from guildhall.operations.sparse import Sparse
from guildhall.operations.spec import Risk, Spec


class UnreadMessages(Sparse):
    """What came after the mark, oldest first; `read_up_to` is the mark for next time, `more` says whether to go on."""

    messages: list[MessageShown]
    read_up_to: MessageId
    more: bool = False


class FindUnread(ChannelOperation[UnreadMessages]):
    """Read what was written in a channel or thread after a message or moment, oldest first, up to 100."""

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=LIST_MESSAGES,
        source="resources/message#get-channel-messages",
    )
    after: Mark
    limit: Annotated[int, Field(ge=1, le=limits.MESSAGES_PAGE_COUNT)] = limits.MESSAGES_PAGE_COUNT

    def execute(self, ports: Ports) -> UnreadMessages:
        """Read them."""
        found = ports.discord.recent_messages(self.channel_id, limit=self.limit, after=self.after)
        return UnreadMessages(
            messages=[MessageShown.of(message) for message in reversed(found)],
            read_up_to=found[0].id if found else self.after,
            more=len(found) == self.limit,
        )
