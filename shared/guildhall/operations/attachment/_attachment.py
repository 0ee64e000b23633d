"""Files of a message as results show them, and where they are read."""

from typing import Annotated

from pydantic import BaseModel

from guildhall.discord.ids import AttachmentId, MessageId, UserId
from guildhall.discord.routes import GET_MESSAGE
from guildhall.errors import DiscordNotFound
from guildhall.operations.base import ChannelOperation
from guildhall.operations.fields import By
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown, found


class AttachmentShown(Shown):
    """A file of a message; its address ends after a day. Without an author: the message forwards it."""

    attachment_id: AttachmentId = At("id")
    author_id: UserId | None = None
    name: Annotated[str, By("author_id")] = At("filename", default="")
    description: Annotated[str, By("author_id")] = ""
    content_type: Annotated[str, By("author_id")] = ""
    size_bytes: int = At("size", default=0)
    width: int | None = None
    height: int | None = None
    duration_s: float | None = At("duration_secs", default=None)
    url: Annotated[str, By("author_id")] = ""


class _Forwarded(Shown):
    attachments: tuple[AttachmentShown, ...] = At("message", "attachments", default=())


class _Said(Shown):
    author_id: UserId | None = At("author", "id", default=None)
    attachments: tuple[AttachmentShown, ...] = ()
    forwarded: tuple[_Forwarded, ...] = At("message_snapshots", default=())


class AttachmentOperation[R: BaseModel](ChannelOperation[R]):
    """An operation on the files of a message."""

    message_id: MessageId

    def files(self, ports: Ports) -> list[AttachmentShown]:
        """Return the files of the message, those that it forwards last."""
        where = {"channel_id": self.channel_id, "message_id": self.message_id}
        said = found(ports, GET_MESSAGE, where, _Said)
        own = [each.model_copy(update={"author_id": said.author_id}) for each in said.attachments]
        return own + [each for forwarded in said.forwarded for each in forwarded.attachments]

    def file(self, ports: Ports, attachment_id: AttachmentId | None) -> AttachmentShown:
        """Return one file of the message; the first one where none is named.

        Raises:
            DiscordNotFound: There is none.
        """
        for each in self.files(ports):
            if attachment_id is None or each.attachment_id == attachment_id:
                return each
        raise DiscordNotFound("The message has no such file.", "List its files with attachment.list.", status=404)
