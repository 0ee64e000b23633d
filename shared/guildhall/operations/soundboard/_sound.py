"""A sound as results show it, as a request names it, and where it is read."""

from typing import Annotated

from pydantic import BaseModel, Field, JsonValue

from guildhall.discord.ids import EmojiId, GuildId, SoundId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.emojis import Emoji, wire_emoji
from guildhall.operations.expressions import KIB, Expression
from guildhall.operations.fields import By, Keep, OurText, Redaction
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.shown import found

LIST = Route("GET /guilds/{guild_id}/soundboard-sounds")
GET = Route("GET /guilds/{guild_id}/soundboard-sounds/{sound_id}")
DEFAULTS = Route("GET /soundboard-default-sounds")
SOUND_BYTES = 512 * KIB

SoundName = Annotated[str, Field(min_length=2, max_length=32), Redaction(Keep.AS_IS)]
Volume = Annotated[float, Field(ge=0, le=1, description="How loud, from 0 to 1.")]


class SoundShown(Expression):
    """A sound; it has an emoji beside it: a plain one, or a custom one by its id."""

    sound_id: SoundId
    name: Annotated[str, By("creator_id")] = ""
    volume: float = 1.0
    emoji_id: EmojiId | None = None
    emoji_name: OurText = ""
    available: bool = True
    guild_id: GuildId | None = None

    @property
    def target(self) -> Target:
        """The sound as a write's target."""
        return Target(id=self.sound_id, label=self.name, detail=f"volume {self.volume:g}")

    def settings(self) -> dict[str, JsonValue]:
        """Return what of it can be changed."""
        emoji = f"<:{self.emoji_name or '_'}:{self.emoji_id}>" if self.emoji_id else self.emoji_name
        return {"name": self.name, "volume": self.volume, "emoji": emoji}


class SoundOperation[R: BaseModel](GuildOperation[R]):
    """An operation on one sound of a guild."""

    sound_id: SoundId

    def now(self, ports: Ports) -> SoundShown:
        """Return the sound as it is."""
        return found(ports, GET, {"guild_id": self.guild_id, "sound_id": self.sound_id}, SoundShown)


def emoji_body(emoji: Emoji | None) -> dict[str, JsonValue]:
    """Return an emoji as Discord takes it beside a sound: by its id, or itself."""
    if emoji is None:
        return {}
    told = wire_emoji(emoji)
    return {"emoji_id": told["id"]} if told.get("id") else {"emoji_name": told["name"]}
