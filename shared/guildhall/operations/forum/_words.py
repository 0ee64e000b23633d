"""How a forum shows its posts, in our words."""

from enum import StrEnum

REQUIRE_TAG = 1 << 4
"""The flag of a forum whose posts need a tag.

Source: https://docs.discord.com/developers/resources/channel#channel-object-channel-flags
"""


class PostOrder(StrEnum):
    """By what posts are ordered."""

    LATEST_ACTIVITY = "latest_activity"
    CREATION = "creation"

    @property
    def wire(self) -> int:
        """Discord's number for it."""
        return [*PostOrder].index(self)


class PostLayout(StrEnum):
    """How posts are laid out; unset is what each client makes of it."""

    UNSET = "unset"
    LIST = "list"
    GRID = "grid"

    @property
    def wire(self) -> int:
        """Discord's number for it."""
        return [*PostLayout].index(self)


def word_of(kind: type[PostOrder] | type[PostLayout], number: int | None) -> str:
    """Return the word for a number of Discord's; empty for none."""
    if number is None:
        return ""
    words = [each.value for each in kind]
    return words[number] if 0 <= number < len(words) else f"unknown_{number}"
