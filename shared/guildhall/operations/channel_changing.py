"""How what is changed of a channel is told, by the names of a request and by Discord's."""

from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ChannelType
from guildhall.operations.channel._details import ChannelDetails
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, diff
from guildhall.operations.settling import settled

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

_AT_DISCORD = {
    "name": "name",
    "topic": "topic",
    "slowmode_s": "rate_limit_per_user",
    "age_restricted": "nsfw",
    "kind": "type",
    "category_id": "parent_id",
    "bitrate_bps": "bitrate",
    "user_limit": "user_limit",
    "region": "rtc_region",
    "video_quality": "video_quality_mode",
    "default_archive_s": "default_auto_archive_duration",
    "default_thread_slowmode_s": "default_thread_rate_limit_per_user",
}
_OURS = {wire: name for name, wire in _AT_DISCORD.items()}
_MINUTE_S = 60
_ARCHIVE = "default_auto_archive_duration"
_UNSET: dict[str, JsonValue] = {"topic": "", "user_limit": 0, "video_quality": "auto", "default_thread_slowmode_s": 0}
"""What stands for nothing where nothing cannot be given."""


def prove_category(ports: Ports, channel: "Channel", category_id: ChannelId | None) -> None:
    """Refuse a category into which the caller, or the policy, lets no channel be put; raises as `settled`."""
    if category_id is not None and channel.guild_id is not None:
        settled(ports, channel.guild_id, category_id, Permission.MANAGE_CHANNELS, operation="channel.edit")


class ClearableOfChannel(StrEnum):
    """What a channel can be without."""

    CATEGORY = "category_id"
    REGION = "region"
    DEFAULT_ARCHIVE = "default_archive_s"


class TextKind(StrEnum):
    """The kinds that can be turned into each other."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"

    @property
    def wire(self) -> int:
        """Discord's number for the kind."""
        return ChannelType[f"GUILD_{self.name}"].value


class VideoQuality(StrEnum):
    """How video is sent: as the connection allows, or in 720p."""

    AUTO = "auto"
    FULL = "full"

    @property
    def wire(self) -> int:
        """Discord's number for it."""
        return 1 + (self is VideoQuality.FULL)


def wired(given: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return a body as Discord takes it: an empty topic is none, and silence is counted in minutes."""
    minutes = given.get(_ARCHIVE)
    counted = {_ARCHIVE: minutes // _MINUTE_S} if isinstance(minutes, int) else {}
    return given | counted | ({"topic": None} if given.get("topic") == "" else {})


def changes(channel: "Channel", body: dict[str, JsonValue]) -> tuple[Change, ...]:
    """Return what becomes different of a channel, by the names of a request."""
    return diff(_look(ChannelDetails.of(channel), body), in_words(body))


def was(channel: "Channel", changed: Collection[str]) -> dict[str, JsonValue]:
    """Return the arguments that bring back of a channel what stands in a body."""
    look = _look(ChannelDetails.of(channel), changed)
    known = {name: _UNSET.get(name) if value is None else value for name, value in look.items()}
    cleared: list[JsonValue] = [name.value for name in ClearableOfChannel if name in known and known[name] is None]
    given: dict[str, JsonValue] = {name: value for name, value in known.items() if value is not None}
    return {**given, "clear": cleared} if cleared else given


def left(result: ChannelDetails, changed: Collection[str]) -> dict[str, JsonValue]:
    """Return what Discord made of it, by the names of the preview's changes."""
    return _look(result, changed)


def in_words(fields: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return fields of Discord's by the names and in the words of a request; others stay as they are."""
    return {_OURS.get(wire, wire): _in_words(wire, value) for wire, value in fields.items()}


def _in_words(wire: str, value: JsonValue) -> JsonValue:
    if not isinstance(value, int):
        return value
    if wire == "type":
        return ChannelType(value).name.removeprefix("GUILD_").lower()
    if wire == "video_quality_mode":
        return next((each.value for each in VideoQuality if each.wire == value), f"unknown_{value}")
    return value * _MINUTE_S if wire == _ARCHIVE else value


def _look(channel: ChannelDetails, wires: Collection[str]) -> dict[str, JsonValue]:
    look = channel.model_dump(mode="json")
    return {name: look[name] for name, wire in _AT_DISCORD.items() if wire in wires}
