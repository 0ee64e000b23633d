"""Files that go with a message, beside its JSON.

files: FilesGiven | None = None
attached = attach(ports, self.files or ())
self.send(ports, body=body_of(self, without=("files",)) | attached.body, files=attached.form)
Preview(changes=diff({}, {… | "files": attached.told}), **seen(…, files=attached.digests))

They are read for the preview and again for the write; within one call that is the very same file.
"""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field, JsonValue

from guildhall.discord import limits
from guildhall.discord.files import File
from guildhall.operations.files import FILE_BYTES, INLINE_BYTES, KIB, FileGiven, FileUnusable, in_short
from guildhall.operations.ports import Ports

ALL_BYTES = limits.MESSAGE_REQUEST_BYTES - KIB * KIB
"""Most bytes of all files of one request; the rest is for its JSON."""


def _small_together(files: list[FileGiven]) -> list[FileGiven]:
    """Refuse files of which a request would hold too much itself."""
    if sum(file.inline_bytes for file in files) > INLINE_BYTES:
        raise ValueError(f"at most {INLINE_BYTES} bytes stand in a request, of all files; give addresses instead")
    return files


FilesGiven = Annotated[
    list[FileGiven],
    Field(min_length=1, max_length=limits.MESSAGE_ATTACHMENTS_COUNT, description="Files that go with it."),
    AfterValidator(_small_together),
]


class Attached(NamedTuple):
    """Files that were read, as they go with a message.

    Attributes:
        files: They, in the order in which they were given.
        descriptions: What is told of each to who cannot see it.
    """

    files: tuple[File, ...]
    descriptions: tuple[str | None, ...]

    @property
    def form(self) -> dict[str, File] | None:
        """The form's fields; None where there are no files."""
        return {f"files[{number}]": file for number, file in enumerate(self.files)} or None

    @property
    def entries(self) -> list[JsonValue]:
        """What the message says of each, as its `attachments`."""
        entries: list[JsonValue] = []
        for number, (file, words) in enumerate(zip(self.files, self.descriptions, strict=True)):
            entry: dict[str, JsonValue] = {"id": str(number), "filename": file.name}
            entries.append(entry | ({"description": words} if words else {}))
        return entries

    @property
    def body(self) -> dict[str, JsonValue]:
        """The message's `attachments`, where there are files."""
        return {"attachments": self.entries} if self.files else {}

    @property
    def told(self) -> list[JsonValue]:
        """What a preview shows of each: its name, of which type and how large it is, and what tells it apart."""
        return [f"{file.name}: {in_short(file)}" for file in self.files]

    @property
    def digests(self) -> list[str]:
        """What they are in a fingerprint."""
        return [f"{file.name} {file.digest}" for file in self.files]


def attach(ports: Ports, given: Sequence[FileGiven], *, most_bytes: int = FILE_BYTES) -> Attached:
    """Read the files that go with a message.

    Raises:
        FileUnusable: One cannot be had or is too large, or all of them are too large together.
    """
    files: list[File] = []
    for each in given:
        left_bytes = ALL_BYTES - sum(file.size_bytes for file in files)
        if left_bytes <= 0:
            raise FileUnusable(f"The files are larger than {ALL_BYTES} bytes together.", "Send fewer at a time.")
        files.append(each.read(ports, most_bytes=min(most_bytes, left_bytes)))
    return Attached(tuple(files), tuple(each.description for each in given))
