"""What a new channel is to be like."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId
from guildhall.operations.channel._kind import ChannelKind
from guildhall.operations.fields import PublicName, Topic
from guildhall.operations.model import Model

Slowmode = Annotated[int, Field(ge=0, le=limits.SLOWMODE_S, description="Seconds between messages.")]


class Wanted(Model):
    """Adds what a new channel is like; stands before the operation."""

    name: PublicName
    kind: ChannelKind = ChannelKind.TEXT
    topic: Topic | None = None
    category_id: ChannelId | None = None
    slowmode_s: Slowmode | None = None
    age_restricted: bool | None = None
    position: Annotated[int, Field(ge=0, description="Place among its siblings; left out: the last.")] | None = None

    def body(self) -> dict[str, JsonValue]:
        """Return it as Discord takes it, its permissions apart; what was left out is left to Discord."""
        wanted: dict[str, JsonValue] = {"name": self.name, "type": self.kind.channel_type, "topic": self.topic}
        wanted |= {"parent_id": self.category_id and str(self.category_id), "position": self.position}
        wanted |= {"rate_limit_per_user": self.slowmode_s, "nsfw": self.age_restricted}
        return {key: value for key, value in wanted.items() if value is not None}
