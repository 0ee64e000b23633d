"""A sticker as results show it, as a request names it, and where it is read."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, JsonValue

from guildhall.discord.ids import GuildId, StickerId, StickerPackId
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.expressions import KIB, Expression
from guildhall.operations.fields import By, Keep, OurText, Redaction
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown, found
from guildhall.operations.wording import worded

LIST = Route("GET /guilds/{guild_id}/stickers")
GET = Route("GET /guilds/{guild_id}/stickers/{sticker_id}")
STICKER_BYTES = 512 * KIB
_LEAST_DESCRIPTION = 2
_KINDS = {1: "standard", 2: "guild"}
_FORMATS = {1: "png", 2: "apng", 3: "lottie", 4: "gif"}


def _told_or_empty(text: str) -> str:
    if len(text.strip()) < _LEAST_DESCRIPTION and text:
        raise ValueError("a description is empty, or has 2 to 100 characters")
    return text


StickerName = Annotated[str, Field(min_length=2, max_length=30), Redaction(Keep.AS_IS)]
StickerTags = Annotated[
    str, Field(min_length=1, max_length=200, description="An emoji's name, such as wave, by which it is suggested.")
]
StickerDescription = Annotated[
    str,
    Field(max_length=100, description="For who cannot see it: 2 characters at least, or empty."),
    AfterValidator(_told_or_empty),
]


class StickerShown(Expression):
    """A sticker: one of a guild, or one of Discord's own in a pack."""

    sticker_id: StickerId = At("id")
    kind: Annotated[OurText, worded(_KINDS)] = At("type")
    format: Annotated[OurText, worded(_FORMATS)] = At("format_type", default="")
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


class PackedSticker(Shown):
    """A sticker of Discord's own."""

    sticker_id: StickerId = At("id")
    name: OurText = ""
    description: OurText = ""
    tags: OurText = ""
    format: Annotated[OurText, worded(_FORMATS)] = At("format_type", default="")


class PackShown(Shown):
    """A pack of Discord's own stickers; anybody may send them."""

    pack_id: StickerPackId = At("id")
    name: OurText = ""
    description: OurText = ""
    cover_sticker_id: StickerId | None = None
    stickers: tuple[PackedSticker, ...] = ()


class StickerOperation[R: BaseModel](GuildOperation[R]):
    """An operation on one sticker of a guild."""

    sticker_id: StickerId

    def now(self, ports: Ports) -> StickerShown:
        """Return the sticker as it is."""
        return found(ports, GET, {"guild_id": self.guild_id, "sticker_id": self.sticker_id}, StickerShown)
