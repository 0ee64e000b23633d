"""message.crosspost."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.message._publishing import publishable
from guildhall.operations.message._shown import target_of
from guildhall.operations.message_one import MessageChanged, MessageOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.spec import Risk, Spec


class CrosspostMessage(MessageOperation):
    """Publish a message of an announcement channel to all channels that follow it, in other servers too.

    At most ten an hour in a channel. A message of somebody else takes Manage Messages.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="messages:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("POST /channels/{channel_id}/messages/{message_id}/crosspost"),
        source="resources/message#crosspost-message",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the message that everybody gets who follows the channel."""
        channel, message = ports.discord.channel(self.channel_id), self.now(ports)
        publishable(ports, channel, message)
        return Preview(
            summary=f"Publish a message of #{channel.name} to all channels that follow it",
            targets=(target_of(message),),
            changes=(Change(field="published", before=False, after=True),),
            irreversible="It cannot be taken back from the channels that follow this one.",
            **seen(channel=channel.name, content=message.content, edited=str(message.edited_timestamp)),
        )

    def execute(self, ports: Ports) -> MessageChanged:
        """Publish it."""
        publishable(ports, ports.discord.channel(self.channel_id), self.now(ports))
        self.send(ports)
        return self.changed()
