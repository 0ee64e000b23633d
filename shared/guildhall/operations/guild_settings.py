"""A guild's settings as they are."""

from collections.abc import Collection
from typing import Annotated, Self

from pydantic import BeforeValidator, JsonValue

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.routes import GET_GUILD
from guildhall.operations.addresses import picture
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.guild_words import (
    CHANNELS,
    PICTURES,
    TOGGLES,
    ContentFilter,
    Notifications,
    Verification,
    suppressed,
)
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

_PLAIN = (
    *("name", "description", "verification", "notifications", "content_filter", "afk_timeout_s", "locale"),
    *("boost_bar", *CHANNELS),
)


HIDDEN = "one that you do not see"
"""What stands in place of a channel that is set and is not the caller's to see."""


class GuildSettings(Shown):
    """A guild's settings; `suppressed_notices` are those that Discord does not post in the system channel."""

    guild_id: GuildId = At("id")
    name: GivenName = ""
    description: GivenName = ""
    verification: Annotated[OurText, worded(Verification.words())] = At("verification_level", default="none")
    notifications: Annotated[OurText, worded(Notifications.words())] = At(
        "default_message_notifications", default="all_messages"
    )
    content_filter: Annotated[OurText, worded(ContentFilter.words())] = At("explicit_content_filter", default="off")
    afk_channel_id: ChannelId | None = None
    afk_timeout_s: int | None = At("afk_timeout", default=None)
    system_channel_id: ChannelId | None = None
    suppressed_notices: Annotated[tuple[OurText, ...], BeforeValidator(suppressed)] = At(
        "system_channel_flags", default=()
    )
    rules_channel_id: ChannelId | None = None
    public_updates_channel_id: ChannelId | None = None
    safety_alerts_channel_id: ChannelId | None = None
    locale: OurText = At("preferred_locale", default="en-US")
    boost_bar: bool = At("premium_progress_bar_enabled", default=False)
    features: tuple[OurText, ...] = ()
    icon_url: OurText = ""
    banner_url: OurText = ""
    splash_url: OurText = ""
    discovery_splash_url: OurText = ""

    @classmethod
    def of(cls, answer: JsonValue, **more: JsonValue) -> Self:
        """Return what Discord's answer says, its pictures by their addresses."""
        told = fields(answer)
        guild_id = str(told.get("id", ""))
        urls = {f"{name}_url": picture(kind, guild_id, _text(told.get(name))) for name, kind in PICTURES.items()}
        return cls.read({**told, **urls, **more}, GET_GUILD)

    def seen_among(self, known: Collection[ChannelId]) -> Self:
        """Return them with those channels alone that are the asker's to see."""
        return self.model_copy(update={name: None for name in CHANNELS if getattr(self, name) not in known})

    def told_among(self, known: Collection[ChannelId]) -> dict[str, JsonValue]:
        """Return them by the names of the arguments; of a channel that is not the asker's to see, that there is one."""
        hidden = [name for name in CHANNELS if getattr(self, name) not in {*known, None}]
        return {**self.arguments, **dict.fromkeys(hidden, HIDDEN)}

    @property
    def arguments(self) -> dict[str, JsonValue]:
        """The settings by the names of the arguments that change them; of a picture its address."""
        told = self.model_dump(mode="json")
        plain: dict[str, JsonValue] = {name: told[name] for name in _PLAIN}
        toggles = {name: feature in self.features for name, feature in TOGGLES.items()}
        pictures = {name: told[f"{name}_url"] for name in PICTURES}
        return {**plain, "suppressed_notices": sorted(self.suppressed_notices), **toggles, **pictures}


def settings_now(ports: Ports, guild_id: GuildId) -> GuildSettings:
    """Return a guild's settings, read anew."""
    return GuildSettings.of(ports.discord.call(GET_GUILD, {"guild_id": guild_id}))


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
