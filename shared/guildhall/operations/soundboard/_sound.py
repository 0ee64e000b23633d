"""A sound as results show it, and where it is read."""

from typing import Annotated

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import EmojiId, GuildId, SoundId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.expressions import Expression
from guildhall.operations.fields import By, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.shown import found
from guildhall.operations.soundboard._given import emoji_text

LIST = Route("GET /guilds/{guild_id}/soundboard-sounds")
GET = Route("GET /guilds/{guild_id}/soundboard-sounds/{sound_id}")
DEFAULTS = Route("GET /soundboard-default-sounds")


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
        emoji = emoji_text(self.emoji_id, self.emoji_name)
        return {"name": self.name, "volume": self.volume, "emoji": emoji}


class SoundOperation[R: BaseModel](GuildOperation[R]):
    """An operation on one sound of a guild."""

    sound_id: SoundId

    def now(self, ports: Ports) -> SoundShown:
        """Return the sound as it is."""
        return found(ports, GET, {"guild_id": self.guild_id, "sound_id": self.sound_id}, SoundShown)
