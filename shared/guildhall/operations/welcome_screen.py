"""The welcome screen: what it says, and up to five channels that it points to."""

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from guildhall.discord.ids import ChannelId, EmojiId, GuildId
from guildhall.discord.routes import GET_GUILD, Route
from guildhall.operations.emojis import Emoji, wire_emoji
from guildhall.operations.fields import GivenName, Topic
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.reversal import fields
from guildhall.operations.shown import Shown

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

GET_SCREEN = Route("GET /guilds/{guild_id}/welcome-screen")
FEATURE = "WELCOME_SCREEN_ENABLED"
MOST_CHANNELS = 5
"""Source: https://docs.discord.com/developers/resources/guild#welcome-screen-object"""
DESCRIPTION, CHANNEL_DESCRIPTION = 140, 50
"""Source: Discord's OpenAPI document, `WelcomeScreenPatchRequestPartial`."""


class WelcomeChannel(Model):
    """A channel on the screen, with what is said of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    channel_id: ChannelId
    description: Annotated[str, Field(min_length=1, max_length=CHANNEL_DESCRIPTION)]
    emoji: Emoji | None = None

    @property
    def wire(self) -> JsonValue:
        """It as Discord takes it."""
        told = wire_emoji(self.emoji) if self.emoji else {}
        return {
            "channel_id": str(self.channel_id),
            "description": self.description,
            "emoji_id": told.get("id"),
            "emoji_name": told.get("name"),
        }


class ScreenChanged(Model):
    """Adds what is changed; stands before the operation."""

    enabled: bool | None = None
    description: Annotated[Topic | None, Field(max_length=DESCRIPTION, description="Empty for none.")] = None
    welcome_channels: Annotated[
        list[WelcomeChannel] | None,
        Field(max_length=MOST_CHANNELS, description="Exactly these, in this order."),
    ] = None

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if all(getattr(self, name) is None for name in ScreenChanged.model_fields):
            raise ValueError("give at least one of enabled, description, welcome_channels")
        return self

    @property
    def channel_ids(self) -> list[ChannelId]:
        """The channels that are named."""
        return [each.channel_id for each in self.welcome_channels or []]

    def told(self) -> dict[str, JsonValue]:
        """Return what is given, by the names of the arguments."""
        return self.model_dump(mode="json", include=set(ScreenChanged.model_fields), exclude_none=True)


class ShownChannel(Shown):
    """A channel on the screen; who manages the server wrote what is said of it."""

    channel_id: ChannelId
    description: GivenName = ""
    emoji_name: GivenName = ""
    emoji_id: EmojiId | None = None

    @property
    def argument(self) -> dict[str, JsonValue]:
        """It as a request gives it; a custom emoji without its movement, which Discord does not tell."""
        emoji = f"<:{self.emoji_name}:{self.emoji_id}>" if self.emoji_id else self.emoji_name
        told: dict[str, JsonValue] = {"channel_id": str(self.channel_id), "description": self.description}
        return {**told, **({"emoji": emoji} if emoji else {})}


class WelcomeScreen(Shown):
    """The screen; `hidden_count` of its channels are not the asker's to see and are left out."""

    enabled: bool = False
    description: GivenName = ""
    welcome_channels: tuple[ShownChannel, ...] = ()
    hidden_count: int = 0

    def seen_among(self, channels: dict[ChannelId, "Channel"]) -> Self:
        """Return it with those channels alone that are the asker's to see."""
        shown = tuple(each for each in self.welcome_channels if each.channel_id in channels)
        hidden = len(self.welcome_channels) - len(shown)
        return self.model_copy(update={"welcome_channels": shown, "hidden_count": hidden})

    @property
    def arguments(self) -> dict[str, JsonValue]:
        """It by the names of the arguments that change it."""
        channels: list[JsonValue] = [each.argument for each in self.welcome_channels]
        return {"enabled": self.enabled, "description": self.description, "welcome_channels": channels}


def screen_of(answer: JsonValue, features: tuple[str, ...]) -> WelcomeScreen:
    """Return the screen of an answer; whether it is switched on is one of the guild's features."""
    return WelcomeScreen.read({**fields(answer), "enabled": FEATURE in features}, GET_SCREEN)


def screen_now(ports: Ports, guild_id: GuildId) -> WelcomeScreen:
    """Return the whole screen, and read anew whether it is switched on."""
    told = fields(ports.discord.call(GET_GUILD, {"guild_id": guild_id})).get("features")
    features = tuple(str(name) for name in told) if isinstance(told, list) else ()
    return screen_of(ports.discord.call(GET_SCREEN, {"guild_id": guild_id}), features)
