"""What a new channel is to be like."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId
from guildhall.operations.channel._kind import ChannelKind
from guildhall.operations.fields import PublicName, Topic
from guildhall.operations.model import Model

Slowmode = Annotated[int, Field(ge=0, le=limits.SLOWMODE_S, description="Seconds between messages.")]
Bitrate = Annotated[int, Field(ge=limits.BITRATE_MIN_BPS, le=limits.BITRATE_BPS, description="Of voice, bits per s.")]
UserLimit = Annotated[int, Field(ge=0, le=limits.STAGE_USERS_COUNT, description="Of voice; 0 = no limit.")]


class Wanted(Model):
    """Adds what a new channel is like; stands before the operation."""

    name: PublicName
    kind: ChannelKind = ChannelKind.TEXT
    topic: Topic | None = None
    category_id: ChannelId | None = None
    slowmode_s: Slowmode | None = None
    age_restricted: bool | None = None
    bitrate_bps: Bitrate | None = None
    user_limit: UserLimit | None = None
    position: Annotated[int, Field(ge=0, description="Place among its siblings; left out: the last.")] | None = None

    def body(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it, its permissions apart; what was left out is left to Discord."""
        wanted: dict[str, JsonValue] = {"name": self.name, "type": self.kind.channel_type, "topic": self.topic}
        wanted |= {"parent_id": self.category_id and str(self.category_id), "position": self.position}
        wanted |= {"rate_limit_per_user": self.slowmode_s, "nsfw": self.age_restricted}
        wanted |= {"bitrate": self.bitrate_bps, "user_limit": self.user_limit}
        return {key: value for key, value in wanted.items() if value is not None}
