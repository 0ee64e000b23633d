"""Where the files of a message are read."""

from pydantic import BaseModel

from guildhall.discord.ids import AttachmentId, MessageId
from guildhall.discord.routes import GET_MESSAGE
from guildhall.errors import DiscordNotFound
from guildhall.operations.attachment._shown import AttachmentShown, Said
from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import found


class AttachmentOperation[R: BaseModel](ChannelOperation[R]):
    """An operation on the files of a message."""

    message_id: MessageId

    def files(self, ports: Ports) -> list[AttachmentShown]:
        """Return the files of the message, those that it forwards last."""
        said = found(ports, GET_MESSAGE, {"channel_id": self.channel_id, "message_id": self.message_id}, Said)
        own = (each.model_copy(update={"author_id": said.author_id}) for each in said.files)
        return [*own, *(each for forwarded in said.forwarded for each in forwarded.files)]

    def file(self, ports: Ports, attachment_id: AttachmentId | None) -> AttachmentShown:
        """Return one file of the message; the first one where none is named.

        Raises:
            DiscordNotFound: There is none.
        """
        fits = (each for each in self.files(ports) if attachment_id in {None, each.attachment_id})
        if first := next(fits, None):
            return first
        raise DiscordNotFound("The message has no such file.", "List its files with attachment.list.", status=404)
