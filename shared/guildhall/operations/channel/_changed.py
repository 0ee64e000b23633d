"""What of a channel is changed: as a request gives it, as Discord takes it, and as a request would bring it back."""

from typing import Self

from pydantic import BaseModel, JsonValue, model_validator

from guildhall.discord.types import Channel
from guildhall.operations.channel._shown import ChannelShown
from guildhall.operations.channel._wanted import Slowmode
from guildhall.operations.fields import PublicName, Topic

_AT_DISCORD = {"name": "name", "topic": "topic", "slowmode_s": "rate_limit_per_user", "age_restricted": "nsfw"}


class Changed(BaseModel):
    """Adds what of a channel is changed; stands before the operation."""

    name: PublicName | None = None
    topic: Topic | None = None
    slowmode_s: Slowmode | None = None
    age_restricted: bool | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.body():
            raise ValueError("give at least one of name, topic, slowmode_s, age_restricted")
        return self

    def body(self) -> dict[str, JsonValue]:
        """Return what is changed, by Discord's names; an empty topic is none."""
        given = {wire: getattr(self, name) for name, wire in _AT_DISCORD.items()}
        return {wire: value or None if wire == "topic" else value for wire, value in given.items() if value is not None}

    def was(self, channel: Channel) -> dict[str, JsonValue]:
        """Return the same of a channel as it is, by the names of a request."""
        look: dict[str, JsonValue] = {"name": channel.name, "topic": channel.topic or ""}
        look |= {"slowmode_s": channel.rate_limit_per_user, "age_restricted": channel.nsfw}
        return {name: look[name] for name, wire in _AT_DISCORD.items() if wire in self.body()}

    def left(self, result: ChannelShown) -> dict[str, JsonValue]:
        """Return what Discord made of it, by the names of the preview's changes."""
        shown = result.model_dump(mode="json", include=set(_AT_DISCORD))
        return {wire: shown[name] for name, wire in _AT_DISCORD.items() if wire in self.body()}
