"""Other people's text inside ours: nothing in it may format, mention, link or run on."""

import re

_SPECIAL = re.compile(r"([\\`*_~|>\[\]()#@<]|:(?=//)|:(?=[\w+-]{1,40}:)(?![0-9]+:)|^-|(?<=^[0-9])\.(?=\s))")
"""What formats; of colons those that begin a link or an emoji, of dashes and dots those that begin a list."""
_BLANK = re.compile(r"\s+")
_INVISIBLE = re.compile(
    r"[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""What shows nothing, or turns the direction of what does: it would let a name hide or pose as something else."""


def escape(text: str) -> str:
    """Return text that Discord shows letter by letter: no formatting, mention, link or emoji; on one line."""
    return _SPECIAL.sub(r"\\\1", _INVISIBLE.sub("", _BLANK.sub(" ", text)).strip())


def shorten(text: str, length: int = 80) -> str:
    """Return the beginning of a text on one line, at most `length` characters, not escaped."""
    flat = _INVISIBLE.sub("", _BLANK.sub(" ", text)).strip()
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"


def excerpt(text: str, length: int = 80) -> str:
    """Return the beginning of a text on one line, at most `length` characters that people see, escaped."""
    return escape(shorten(text, length))
