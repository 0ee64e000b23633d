"""A file on its way to Discord or from it, and what kind its first bytes say it is.

    File("wave.png", content, "image/png")

Nothing here shows what is in a file: its `repr` is its size, and what a log or the trail may hold is its digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

UNKNOWN_TYPE = "application/octet-stream"
_NUMBERED, _TARGETS = "files[", "target_users_file"
_BEGINNINGS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypavis", "image/avif"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"%PDF-", "application/pdf"),
)
"""Where a kind of file shows itself: at which byte, by which bytes."""


@dataclass(frozen=True, slots=True)
class File:
    """A file: what it is called, what is in it, and of which type it is."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    content_type: str = UNKNOWN_TYPE

    @property
    def size_bytes(self) -> int:
        """How large it is."""
        return len(self.content)

    @property
    def digest(self) -> str:
        """What tells its content from another one and nothing of it."""
        return sha256(self.content).hexdigest()


type Files = Mapping[str, File]
"""Files by the form field in which Discord expects them: `files[0]`, `file`, `target_users_file`."""


def kind_of(content: bytes) -> str:
    """Return the type that the first bytes show, or the one that stands for anything."""
    found = (kind for start, told, kind in _BEGINNINGS if content.startswith(told, start))
    return next(found, UNKNOWN_TYPE)


def are_beside_json(files: Files) -> bool:
    """Return whether they go beside a message or an invite, whose JSON then is one field of the form."""
    return all(name.startswith(_NUMBERED) or name == _TARGETS for name in files)
