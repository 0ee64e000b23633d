"""message.unpin."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.message_one import MessageChanged, PinningOperation
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class UnpinMessage(PinningOperation):
    """Take a message from the pinned ones of its channel; the message itself stays."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:moderate",
        permission=Permission.PIN_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("DELETE /channels/{channel_id}/messages/pins/{message_id}"),
        source="resources/message#unpin-message",
        idempotent=True,
        same_as=(Route("DELETE /channels/{channel_id}/pins/{message_id}"),),
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the message, and whether it is pinned."""
        return self.shown(ports, after=False)

    def execute(self, ports: Ports) -> MessageChanged:
        """Unpin it."""
        self.send(ports)
        return self.changed()

    def reversal(self, prior: JsonValue, result: MessageChanged) -> Reversal | None:
        """Return the pinning, if this changed anything."""
        return self.back("message.pin") if prior else None
