"""Parts of a file's content: as text where it is one, else as base64."""

import base64
from typing import NamedTuple

_LONGEST_LETTER = 4


class Part(NamedTuple):
    """A part of a file; `text` or `data_base64`, and the byte where the next part begins, None at the end."""

    text: str | None
    data_base64: str | None
    next_offset: int | None


def part_of(content: bytes, offset: int, most_bytes: int) -> Part:
    """Return what stands from a byte on; a text is cut between two letters and never inside one.

    Args:
        content: The whole file, because that decides whether it is a text.
        offset: The first byte.
        most_bytes: How much at most.
    """
    taken, is_text = content[offset : offset + most_bytes], _is_text(content)
    if is_text:
        taken = _whole_letters(taken, last=offset + most_bytes >= len(content))
    end = offset + len(taken)
    rest = end if end < len(content) else None
    if is_text:
        return Part(taken.decode("utf-8", "replace"), None, rest)
    return Part(None, base64.b64encode(taken).decode("ascii"), rest)


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _whole_letters(taken: bytes, *, last: bool) -> bytes:
    """Return what is left without a letter that goes on beyond the end."""
    for cut in range(0 if last else _LONGEST_LETTER):
        try:
            taken[: len(taken) - cut].decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start == 0:
                return taken
        else:
            return taken[: len(taken) - cut]
    return taken
