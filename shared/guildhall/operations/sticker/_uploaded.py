"""What may be uploaded as a sticker."""

import json

from guildhall.discord.files import File
from guildhall.operations.files import FileGiven, FileUnusable
from guildhall.operations.ports import Ports
from guildhall.operations.sticker._sticker import STICKER_BYTES

_LOTTIE = "application/json"
_ENDINGS = {"image/png": ".png", "image/gif": ".gif", _LOTTIE: ".json"}


def sticker_file(given: FileGiven, ports: Ports) -> File:
    """Return the file, named as what it is.

    Raises:
        FileUnusable: It cannot be had, is too large, or no PNG, APNG, GIF or Lottie.
    """
    file = given.read(ports, most_bytes=STICKER_BYTES)
    kind = _LOTTIE if _is_lottie(file.content) else file.content_type
    if kind not in _ENDINGS:
        raise FileUnusable("A sticker is a PNG, APNG, GIF or Lottie JSON.", "Give such a file, 320 by 320 pixels.")
    return File(f"sticker{_ENDINGS[kind]}", file.content, kind)


def _is_lottie(content: bytes) -> bool:
    """Return whether it is an animation as JSON: an object with layers."""
    if not content.lstrip().startswith(b"{"):
        return False
    try:
        told = json.loads(content)
    except ValueError:
        return False
    return isinstance(told, dict) and "layers" in told
