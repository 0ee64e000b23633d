"""attachment.list."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_MESSAGE
from guildhall.operations.attachment._attachment import AttachmentOperation
from guildhall.operations.attachment._shown import AttachmentShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class AttachmentsListed(Model):
    """Files of a message, those that it forwards last."""

    attachments: list[AttachmentShown]


class ListAttachments(AttachmentOperation[AttachmentsListed]):
    """List the files of a message and of what it forwards: name, type, size, an address good for a day."""

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=GET_MESSAGE,
        source="resources/message#get-channel-message",
    )

    def execute(self, ports: Ports) -> AttachmentsListed:
        """Read them."""
        return AttachmentsListed(attachments=self.files(ports))
