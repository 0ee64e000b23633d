"""What of a guild's settings is changed."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.operations.body import Wire, body_of
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.files import ImageGiven
from guildhall.operations.guild_words import (
    CHANNELS,
    LOCALES,
    PICTURES,
    TOGGLES,
    ContentFilter,
    Notifications,
    SystemNotice,
    Verification,
)
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.settling import settled

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

SIZES = dict.fromkeys(PICTURES, 8 * 1024 * 1024)
"""How large each picture may be."""
DESCRIPTION = 300


class GuildPart(StrEnum):
    """What a guild can be without."""

    DESCRIPTION = "description"
    ICON = "icon"
    BANNER = "banner"
    SPLASH = "splash"
    DISCOVERY_SPLASH = "discovery_splash"
    AFK_CHANNEL = "afk_channel_id"
    SYSTEM_CHANNEL = "system_channel_id"
    RULES_CHANNEL = "rules_channel_id"
    PUBLIC_UPDATES_CHANNEL = "public_updates_channel_id"
    SAFETY_ALERTS_CHANNEL = "safety_alerts_channel_id"


def _known(locale: str) -> str:
    if locale not in LOCALES:
        raise ValueError(f"Discord's languages are {', '.join(LOCALES)}")
    return locale


Locale = Annotated[
    str,
    Field(max_length=6, description="Language, e.g. de or en-US.", examples=["de"]),
    AfterValidator(_known),
    Redaction(Keep.AS_IS),
]


class GuildChanged(Model):
    """Adds what is changed; stands before the operation."""

    name: Annotated[
        str | None, Field(min_length=limits.GUILD_NAME_MIN, max_length=limits.GUILD_NAME), Redaction(Keep.AS_IS)
    ] = None
    description: Annotated[str | None, Field(min_length=1, max_length=DESCRIPTION)] = None
    icon: ImageGiven | None = None
    banner: ImageGiven | None = None
    splash: Annotated[ImageGiven | None, Field(description="Behind invites; takes boosts.")] = None
    discovery_splash: ImageGiven | None = None
    verification: Annotated[Verification | None, Wire("verification_level")] = None
    notifications: Annotated[Notifications | None, Wire("default_message_notifications")] = None
    content_filter: Annotated[ContentFilter | None, Wire("explicit_content_filter")] = None
    afk_channel_id: ChannelId | None = None
    afk_timeout_s: Annotated[Literal[60, 300, 900, 1800, 3600] | None, Wire("afk_timeout")] = None
    system_channel_id: ChannelId | None = None
    suppressed_notices: Annotated[
        frozenset[SystemNotice] | None, Field(description="Exactly these are not posted in the system channel.")
    ] = None
    rules_channel_id: ChannelId | None = None
    public_updates_channel_id: ChannelId | None = None
    safety_alerts_channel_id: ChannelId | None = None
    locale: Annotated[Locale | None, Wire("preferred_locale")] = None
    boost_bar: Annotated[bool | None, Wire("premium_progress_bar_enabled")] = None
    community: bool | None = None
    discoverable: bool | None = None
    invites_disabled: bool | None = None
    raid_alerts_disabled: bool | None = None
    clear: Annotated[frozenset[GuildPart], Field(description="What is taken away.")] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.given and not self.clear:
            raise ValueError("give at least one setting, or clear")
        if not self.clear.isdisjoint(self.given):
            raise ValueError("what is cleared cannot be given, too")
        return self

    @property
    def given(self) -> list[str]:
        """The settings that are given."""
        names = [name for name in GuildChanged.model_fields if name != "clear"]
        return [name for name in names if getattr(self, name) is not None]

    def plain(self) -> dict[str, JsonValue]:
        """Return what is given, without the pictures, and None for what is cleared."""
        told = self.model_dump(mode="json", include={*self.given} - {*PICTURES})
        if self.suppressed_notices is not None:
            told["suppressed_notices"] = sorted(self.suppressed_notices)
        return {**told, **{str(part): None for part in sorted(self.clear)}}

    def body(self, features: tuple[str, ...]) -> dict[str, JsonValue]:
        """Return it as Discord takes it, without the pictures; of features it takes all that are to be there."""
        body = body_of(self, without={*PICTURES, *TOGGLES, "suppressed_notices"})
        if self.suppressed_notices is not None:
            body["system_channel_flags"] = sum(notice.bit for notice in self.suppressed_notices)
        turned = {feature: getattr(self, name) for name, feature in TOGGLES.items() if getattr(self, name) is not None}
        if turned:
            kept = [feature for feature in features if turned.get(feature, True)]
            body["features"] = [*kept, *(name for name, on in turned.items() if on and name not in features)]
        return body

    def channels(self, ports: Ports, guild_id: GuildId) -> list["Channel"]:
        """Return the channels that are named; each has to be one that the caller sees."""
        named = [getattr(self, name) for name in CHANNELS]
        needed = Permission.VIEW_CHANNEL
        return [settled(ports, guild_id, each, needed, operation="guild.edit") for each in named if each is not None]
