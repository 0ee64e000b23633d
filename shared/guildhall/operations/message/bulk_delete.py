"""message.bulk_delete."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.message._deletable import require_deletable_together
from guildhall.operations.message._shown import target_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec, Spending


class MessagesDeleted(Model):
    """How many messages are gone."""

    deleted_count: int


class BulkDeleteMessages(ChannelOperation[MessagesDeleted], Reasoned):
    """Delete 2 to 100 messages, none older than 14 days, from one channel."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="messages:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("POST /channels/{channel_id}/messages/bulk-delete"),
        source="resources/message#bulk-delete-messages",
        listed=True,
    )
    message_ids: Annotated[
        frozenset[MessageId], Field(min_length=limits.BULK_DELETE_MIN_COUNT, max_length=limits.BULK_DELETE_MAX_COUNT)
    ]

    def spends(self) -> Mapping[Spending, int]:
        """Return each message as an act of moderation, as if they were deleted one by one."""
        return {Spending.MODERATION: len(self.message_ids)}

    def preview(self, ports: Ports) -> Preview:
        """List exactly the messages that go."""
        messages = ports.discord.messages(self.channel_id, sorted(self.message_ids, key=int))
        require_deletable_together(messages, ports.now)
        return Preview(
            summary=f"Delete {len(messages)} messages for good",
            targets=tuple(target_of(message) for message in messages),
            irreversible="Deleted messages cannot be brought back.",
            **seen(**{f"message {message.id}": message.content for message in messages}),
        )

    def execute(self, ports: Ports) -> MessagesDeleted:
        """Delete them."""
        self.send(ports, body={"messages": [str(message_id) for message_id in sorted(self.message_ids, key=int)]})
        return MessagesDeleted(deleted_count=len(self.message_ids))
