"""message.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.operations.base import Locus
from guildhall.operations.message_editing import Editing, before
from guildhall.operations.message_one import MessageChanged, MessageOperation
from guildhall.operations.message_own import editable, read
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditMessage(Editing, MessageOperation):
    """Change text, embeds, link buttons or files of a message that the bot sent, unless it is a card.

    Of somebody else's message only whether its embeds are shown. Files can be removed, not added; pings nobody.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="messages:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=UPDATE_MESSAGE,
        source="resources/message#edit-message",
        idempotent=True,
    )

    def needs(self, locus: Locus) -> Permission:
        """Return what editing takes; new embeds take what sending them takes."""
        needed = super().needs(locus)
        return needed | Permission.EMBED_LINKS if self.embeds else needed

    def preview(self, ports: Ports) -> Preview:
        """Show what changes, part by part."""
        message = self.now(ports)
        return self.previewed(message, editable(ports, message, only_flags=self.only_embeds_hidden))

    def execute(self, ports: Ports) -> MessageChanged:
        """Edit it."""
        self.send(ports, body=self.body(read(ports, self.channel_id, self.message_id)))
        return self.changed()

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is changed."""
        return before(read(ports, self.channel_id, self.message_id), self.wanted)

    def reversal(self, prior: JsonValue, result: MessageChanged) -> Reversal | None:
        """Return the edit back."""
        return self.edited_back(fields(prior), self.shown(), lost_files=bool(self.remove_attachment_ids))
