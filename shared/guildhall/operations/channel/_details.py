"""How a channel is shown with what only some kinds have."""

from typing import TYPE_CHECKING, Self

from guildhall.operations.channel._shown import ChannelShown
from guildhall.operations.fields import OurText

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_MINUTE_S = 60
_QUALITIES = {1: "auto", 2: "full"}


class ChannelDetails(ChannelShown):
    """A channel with what only some kinds have, None where it has none; `category_id` of a thread is its channel."""

    bitrate_bps: int | None
    user_limit: int | None
    region: OurText | None
    video_quality: OurText | None
    default_archive_s: int | None
    default_thread_slowmode_s: int | None

    @classmethod
    def of(cls, channel: "Channel") -> Self:
        """Return the channel as it is shown."""
        minutes, quality = channel.default_auto_archive_duration, channel.video_quality_mode
        own = {
            "bitrate_bps": channel.bitrate,
            "user_limit": channel.user_limit,
            "region": channel.rtc_region,
            "video_quality": None if quality is None else _QUALITIES.get(quality, f"unknown_{quality}"),
            "default_archive_s": None if minutes is None else minutes * _MINUTE_S,
            "default_thread_slowmode_s": channel.default_thread_rate_limit_per_user,
        }
        return cls.model_validate({**ChannelShown.of(channel).model_dump(), **own})
