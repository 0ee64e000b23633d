"""Files of a message as results show them."""

from typing import Annotated

from guildhall.discord.ids import AttachmentId, UserId
from guildhall.operations.fields import By
from guildhall.operations.shown import At, Shown


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
    files: tuple[AttachmentShown, ...] = At("message", "attachments", default=())


class Said(Shown):
    """As much of a message as its files and whose they are."""

    author_id: UserId | None = At("author", "id", default=None)
    files: tuple[AttachmentShown, ...] = At("attachments", default=())
    forwarded: tuple[_Forwarded, ...] = At("message_snapshots", default=())
