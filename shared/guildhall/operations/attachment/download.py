"""attachment.download."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import AttachmentId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_MESSAGE
from guildhall.operations.attachment._attachment import AttachmentOperation
from guildhall.operations.attachment._content import part_of
from guildhall.operations.fields import By
from guildhall.operations.files import FILE_BYTES, KIB
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class AttachmentRead(Model):
    """A file, or a part of it: a text as such, anything else in base64; `next_offset` goes on, None at the end."""

    attachment_id: AttachmentId
    author_id: UserId | None
    name: Annotated[str, By("author_id")]
    content_type: Annotated[str, By("author_id")]
    size_bytes: int
    text: Annotated[str | None, By("author_id")] = None
    data_base64: Annotated[str | None, By("author_id")] = None
    next_offset: int | None = None


class DownloadAttachment(AttachmentOperation[AttachmentRead]):
    """Read a file of a message, of at most 10 MiB: text as text, all else in base64, part by part."""

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=GET_MESSAGE,
        source="resources/message#get-channel-message",
    )
    attachment_id: Annotated[AttachmentId | None, Field(description="Its id; left out: the message's first file.")] = (
        None
    )
    offset: Annotated[int, Field(ge=0, le=FILE_BYTES, description="The first byte; 0 or a next_offset.")] = 0
    most_bytes: Annotated[int, Field(ge=KIB, le=192 * KIB)] = 48 * KIB

    def execute(self, ports: Ports) -> AttachmentRead:
        """Find its address, and fetch it."""
        told = self.file(ports, self.attachment_id)
        content = ports.files.fetch(told.url, most_bytes=FILE_BYTES).content
        part = part_of(content, self.offset, self.most_bytes)
        known = told.model_dump(include={"attachment_id", "author_id", "name", "content_type"})
        shown = {"text": part.text, "data_base64": part.data_base64, "next_offset": part.next_offset}
        return AttachmentRead.model_validate({**known, "size_bytes": len(content), **shown})
