"""message.pin."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.message_one import MessageChanged, PinningOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class PinMessage(PinningOperation):
    """Pin a message, so that it stays at hand; the channel is told, and holds at most 250 of them."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:moderate",
        permission=Permission.PIN_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("PUT /channels/{channel_id}/messages/pins/{message_id}"),
        source="resources/message#pin-message",
        idempotent=True,
        same_as=(Route("PUT /channels/{channel_id}/pins/{message_id}"),),
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the message, and whether it is pinned."""
        return self.shown(ports, after=True)

    def execute(self, ports: Ports) -> MessageChanged:
        """Pin it."""
        self.send(ports)
        return self.changed()

    def reversal(self, prior: JsonValue, result: MessageChanged) -> Reversal | None:
        """Return the unpinning, if this changed anything."""
        return None if prior else self.back("message.unpin")
