"""Discord's numbers about threads in our words, and back."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from guildhall.discord import limits
from guildhall.discord.ids import TagId
from guildhall.discord.types.channel import ChannelType
from guildhall.operations.body import Wire
from guildhall.operations.fields import OurText

PINNED = 1 << 1
"""The flag of a post that stands above the others of its forum.

Source: https://docs.discord.com/developers/resources/channel#channel-object-channel-flags
"""
POST_TAGS = 5


class AutoArchive(StrEnum):
    """After how much silence a thread leaves the list of channels."""

    ONE_HOUR = "one_hour"
    ONE_DAY = "one_day"
    THREE_DAYS = "three_days"
    ONE_WEEK = "one_week"

    @property
    def wire(self) -> int:
        """Discord's number for it: minutes."""
        return _MINUTES[self]


_MINUTES = dict(zip(AutoArchive, limits.AUTO_ARCHIVE_MINUTES, strict=True))


class ThreadKind(StrEnum):
    """Who finds a new thread: whoever sees its channel, or only those who are brought into it."""

    PUBLIC = "public"
    PRIVATE = "private"


def archive_word(minutes: object) -> object:
    """Return after how much silence a thread is archived, in our words; what is in words stays."""
    if not isinstance(minutes, int):
        return minutes
    return next((word.value for word, known in _MINUTES.items() if known == minutes), f"unknown_{minutes}")


def kind_word(number: object) -> object:
    """Return what a channel is in our words, such as `public_thread`; what is in words stays."""
    return ChannelType(number).name.removeprefix("GUILD_").lower() if isinstance(number, int) else number


def pinned_word(flags: object) -> object:
    """Return whether a channel's flags say that it is pinned; what is a yes or no stays."""
    return bool(flags & PINNED) if isinstance(flags, int) and not isinstance(flags, bool) else flags


KindShown = Annotated[OurText, BeforeValidator(kind_word)]
ArchiveShown = Annotated[OurText, BeforeValidator(archive_word)]
PinnedShown = Annotated[bool, BeforeValidator(pinned_word)]

ArchiveGiven = Annotated[
    AutoArchive, Field(description="After how much silence it leaves the channel list."), Wire("auto_archive_duration")
]
SlowmodeGiven = Annotated[
    int, Field(ge=0, le=limits.SLOWMODE_S, description="Seconds between messages."), Wire("rate_limit_per_user")
]
TagsGiven = Annotated[
    frozenset[TagId], Field(max_length=POST_TAGS, description="Tags of its forum; none takes all away.")
]
