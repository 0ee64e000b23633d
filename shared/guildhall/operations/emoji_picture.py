"""The picture of an emoji, a guild's or the application's: Discord takes one type more than for other pictures.

Source: https://docs.discord.com/developers/resources/emoji#emoji-object-emoji-formats
"""

from collections.abc import Mapping
from typing import ClassVar

from guildhall.operations.files import KIB, ImageGiven

EMOJI_BYTES = 256 * KIB


class EmojiGiven(ImageGiven):
    """The picture of an emoji."""

    __slots__ = ()
    takes: ClassVar[Mapping[str, str]] = {**ImageGiven.takes, "image/avif": "AVIF"}
