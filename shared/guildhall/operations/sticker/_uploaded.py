"""What may be uploaded as a sticker."""

import json
from collections.abc import Mapping
from typing import ClassVar

from guildhall.discord.files import File
from guildhall.operations.files import KIB, MediaGiven
from guildhall.operations.ports import Ports

STICKER_BYTES = 512 * KIB
_LOTTIE = "application/json"
_ENDINGS = {"image/png": ".png", "image/gif": ".gif", _LOTTIE: ".json"}


class StickerGiven(MediaGiven):
    """A sticker's picture; Discord takes it in a form, and its type by its bytes."""

    __slots__ = ()
    takes: ClassVar[Mapping[str, str]] = {"image/png": "PNG, APNG", "image/gif": "GIF", _LOTTIE: "Lottie JSON"}
    example: ClassVar[str] = "https://cdn.example.com/sticker.png"

    @classmethod
    def kind(cls, content: bytes) -> str:
        """Return of which type a content is; raises as for any other."""
        return _LOTTIE if _is_lottie(content) else super().kind(content)

    def upload(self, ports: Ports) -> File:
        """Return the file, named as what it is; raises as `file`."""
        file = self.file(ports, most_bytes=STICKER_BYTES)
        return File(f"sticker{_ENDINGS[file.content_type]}", file.content, file.content_type)


def _is_lottie(content: bytes) -> bool:
    """Return whether it is an animation as JSON: an object with layers."""
    if not content.lstrip().startswith(b"{"):
        return False
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and "layers" in told
