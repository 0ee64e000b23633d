"""message.get."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_MESSAGE
from guildhall.operations.message._linked import LinkedOperation
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetMessage(LinkedOperation[MessageShown]):
    """Read one message with all its parts and reactions.

    A message's link as message_id names its channel too.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=GET_MESSAGE,
        source="resources/message#get-channel-message",
        listed=True,
    )

    def execute(self, ports: Ports) -> MessageShown:
        """Read it."""
        return MessageShown.of(self.message(ports))
