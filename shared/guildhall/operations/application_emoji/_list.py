"""The application's emojis, as Discord lists them."""

from guildhall.operations.application_emoji._emoji import AppEmojiShown
from guildhall.operations.shown import At, Shown


class AppEmojisListed(Shown):
    """The application's emojis."""

    emojis: tuple[AppEmojiShown, ...] = At("items", default=())
