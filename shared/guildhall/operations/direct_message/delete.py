"""direct_message.delete."""

from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.direct_message_to import WRITING, DirectMessageChanged, OneDirectMessage
from guildhall.operations.message._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec


class DeleteDirectMessage(OneDirectMessage, Reasoned):
    """Take back a message that the bot wrote to a member in direct messages; who has read it has read it."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="direct_messages:write",
        permission=WRITING,
        bot_permission=NO_PERMISSIONS,
        route=Route("DELETE /channels/{channel_id}/messages/{message_id}"),
        finds=frozenset({"channel_id"}),
        source="resources/message#delete-message",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show exactly the message that goes, and to whom it was written."""
        member, message = self.person(ports), self.message(ports)
        return Preview(
            summary=f"Delete what the bot wrote to {member.display}",
            targets=(target_of(message),),
            irreversible="A deleted message cannot be brought back.",
            **seen(name=member.display, content=message.content),
        )

    def execute(self, ports: Ports) -> DirectMessageChanged:
        """Delete it."""
        self.message(ports)
        self.send_in(ports, self.direct_channel_id)
        return self.changed()
