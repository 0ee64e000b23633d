"""What of a channel is changed, as a request gives it."""

from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import ChannelId
from guildhall.operations.body import Wire, body_of
from guildhall.operations.channel._wanted import Bitrate, Slowmode, UserLimit
from guildhall.operations.channel_changing import ClearableOfChannel, TextKind, VideoQuality, wired
from guildhall.operations.fields import OurText, PublicName, Topic
from guildhall.operations.model import Model

_ARCHIVED_AFTER = Field(description="Seconds of silence after which a new thread in it is archived.")
Region = Annotated[OurText, Field(min_length=1, max_length=40, description="Of voice, as voice.list_regions names it.")]


class Changed(Model):
    """Adds what of a channel is changed; stands before the operation."""

    name: PublicName | None = None
    topic: Topic | None = None
    slowmode_s: Annotated[Slowmode | None, Wire("rate_limit_per_user")] = None
    age_restricted: Annotated[bool | None, Wire("nsfw")] = None
    kind: Annotated[TextKind | None, Wire("type")] = None
    category_id: Annotated[ChannelId | None, Wire("parent_id")] = None
    bitrate_bps: Annotated[Bitrate | None, Wire("bitrate")] = None
    user_limit: UserLimit | None = None
    region: Annotated[Region | None, Wire("rtc_region")] = None
    video_quality: Annotated[VideoQuality | None, Wire("video_quality_mode")] = None
    default_archive_s: Annotated[
        Literal[3600, 86_400, 259_200, 604_800] | None, _ARCHIVED_AFTER, Wire("default_auto_archive_duration")
    ] = None
    default_thread_slowmode_s: Annotated[Slowmode | None, Wire("default_thread_rate_limit_per_user")] = None
    clear: Annotated[frozenset[ClearableOfChannel], Field(description="What it has no longer.")] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.body():
            raise ValueError("give at least one of name, topic, slowmode_s, age_restricted or another thing")
        if any(getattr(self, name) is not None for name in self.clear):
            raise ValueError("one thing cannot be set and cleared at once")
        return self

    def body(self) -> dict[str, JsonValue]:
        """Return what is changed, by Discord's names; an empty topic is none."""
        return wired(body_of(self, only=Changed.model_fields))
