"""message.delete."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.message._deletable import require_deletable
from guildhall.operations.message._shown import target_of
from guildhall.operations.message_one import MessageChanged, MessageOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec


class DeleteMessage(MessageOperation, Reasoned):
    """Delete one message, however old; message.bulk_delete takes up to 100 newer ones at once."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="messages:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("DELETE /channels/{channel_id}/messages/{message_id}"),
        source="resources/message#delete-message",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show exactly the message that goes."""
        require_deletable([message := self.now(ports)])
        return Preview(
            summary="Delete a message for good",
            targets=(target_of(message),),
            irreversible="A deleted message cannot be brought back.",
            **seen(author=message.author.id, content=message.content),
        )

    def execute(self, ports: Ports) -> MessageChanged:
        """Delete it."""
        self.send(ports)
        return self.changed()
