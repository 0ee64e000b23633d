"""A sticker as results show it, and where it is read."""

from typing import Annotated

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import GuildId, StickerId, StickerPackId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.expressions import Expression
from guildhall.operations.fields import By, OurText
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, found
from guildhall.operations.wording import worded

LIST = Route("GET /guilds/{guild_id}/stickers")
GET = Route("GET /guilds/{guild_id}/stickers/{sticker_id}")
_KINDS = {1: "standard", 2: "guild"}
FORMATS = {1: "png", 2: "apng", 3: "lottie", 4: "gif"}


class StickerShown(Expression):
    """A sticker: one of a guild, or one of Discord's own in a pack."""

    sticker_id: StickerId = At("id")
    kind: Annotated[OurText, worded(_KINDS)] = At("type")
    format: Annotated[OurText, worded(FORMATS)] = At("format_type", default="")
    name: Annotated[str, By("creator_id")] = ""
    description: Annotated[str, By("creator_id")] = ""
    tags: Annotated[str, By("creator_id")] = ""
    available: bool = True
    guild_id: GuildId | None = None
    pack_id: StickerPackId | None = None

    @property
    def target(self) -> Target:
        """The sticker as a write's target."""
        return Target(id=self.sticker_id, label=self.name, detail=self.description)

    def settings(self) -> dict[str, JsonValue]:
        """Return what of it can be changed."""
        return {"name": self.name, "description": self.description, "tags": self.tags}


class StickerOperation[R: BaseModel](GuildOperation[R]):
    """An operation on one sticker of a guild."""

    sticker_id: StickerId

    def now(self, ports: Ports) -> StickerShown:
        """Return the sticker as it is."""
        return found(ports, GET, {"guild_id": self.guild_id, "sticker_id": self.sticker_id}, StickerShown)
