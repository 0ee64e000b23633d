"""How a channel is shown."""

from typing import Self

from pydantic import BaseModel

from guildhall.discord.ids import ChannelId
from guildhall.discord.types import Channel


class ChannelShown(BaseModel):
    """A channel; `slowmode_s` in seconds, `kind` in Discord's words (`text`, `voice`, `forum`, …)."""

    channel_id: ChannelId
    name: str
    kind: str
    topic: str | None
    category_id: ChannelId | None
    position: int
    slowmode_s: int
    age_restricted: bool

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Return the channel as it is shown."""
        return cls(
            channel_id=channel.id,
            name=channel.name,
            kind=channel.type.name.removeprefix("GUILD_").lower(),
            topic=channel.topic,
            category_id=channel.parent_id,
            position=channel.position,
            slowmode_s=channel.rate_limit_per_user,
            age_restricted=channel.nsfw,
        )
