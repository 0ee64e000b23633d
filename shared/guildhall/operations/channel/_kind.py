"""The kinds of channel that can be made."""

from enum import StrEnum

from guildhall.discord.types.channel import ChannelType


class ChannelKind(StrEnum):
    """The kinds of channel that can be made."""

    TEXT = "text"
    VOICE = "voice"
    CATEGORY = "category"
    ANNOUNCEMENT = "announcement"
    STAGE_VOICE = "stage_voice"
    FORUM = "forum"

    @property
    def channel_type(self) -> int:
        """Discord's number for the kind."""
        return ChannelType[f"GUILD_{self.name}"].value
