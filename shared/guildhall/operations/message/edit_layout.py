"""message.edit_layout."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.operations.blocks_read import given_of, shown_of
from guildhall.operations.message._layout import LaidOut
from guildhall.operations.message._shown import target_of
from guildhall.operations.message_editing import file_names
from guildhall.operations.message_one import MessageChanged, MessageOperation
from guildhall.operations.message_own import laid_out_own, read
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditLayout(LaidOut, MessageOperation):
    """Replace the blocks of a message that message.send_layout sent; its files stay, shown by their names."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=UPDATE_MESSAGE,
        source="resources/message#edit-message",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the blocks before and after."""
        told = laid_out_own(ports, message := self.now(ports))
        self.require_files(file_names(told))
        before = shown_of(told.get("components"))
        return Preview(
            summary="Replace the blocks of a message of the bot's",
            targets=(target_of(message),),
            changes=diff({"blocks": before}, {"blocks": self.shown()}),
            **seen(blocks=str(before)),
        )

    def execute(self, ports: Ports) -> MessageChanged:
        """Replace them; what they mention notifies nobody."""
        self.send(ports, body={"components": self.components(), "allowed_mentions": {"parse": []}})
        return self.changed()

    def prior(self, ports: Ports) -> JsonValue:
        """Read the blocks."""
        return given_of(read(ports, self.channel_id, self.message_id).get("components"))

    def reversal(self, prior: JsonValue, result: MessageChanged) -> Reversal | None:
        """Return the blocks that it had."""
        back = self.back("message.edit_layout", given={"blocks": prior}, left={"blocks": self.shown()})
        return back if prior else None
