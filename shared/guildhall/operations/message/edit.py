"""message.edit."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.operations.fields import MessageContent
from guildhall.operations.message._one import MessageChanged, MessageOperation
from guildhall.operations.message._own import require_plain_own
from guildhall.operations.message._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class EditMessage(MessageOperation):
    """Change the text of a message that the bot sent; others' messages, and cards with buttons, stay as they are."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.WRITE,
        scope="messages:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=UPDATE_MESSAGE,
        source="resources/message#edit-message",
        idempotent=True,
    )
    content: MessageContent

    def preview(self, ports: Ports) -> Preview:
        """Show both texts."""
        message = self.now(ports)
        require_plain_own(ports, message)
        return Preview(
            summary="Edit a message of the bot's",
            targets=(target_of(message),),
            changes=(Change(field="content", before=message.content, after=self.content),),
            **seen(content=message.content),
        )

    def execute(self, ports: Ports) -> MessageChanged:
        """Edit it; mentions in it ping nobody."""
        self.send(ports, body={"content": self.content, "allowed_mentions": {"parse": []}})
        return self.changed()

    def prior(self, ports: Ports) -> JsonValue:
        """Read the text."""
        return self.now(ports).content

    def reversal(self, prior: JsonValue, result: MessageChanged) -> Reversal | None:
        """Return the edit back; a message that had no text cannot be left without one."""
        return self.back("message.edit", content=(prior, self.content)) if prior else None
