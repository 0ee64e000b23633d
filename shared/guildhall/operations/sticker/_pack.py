"""Packs of Discord's own stickers as results show them."""

from typing import Annotated

from guildhall.discord.ids import StickerId, StickerPackId
from guildhall.operations.fields import OurText
from guildhall.operations.shown import At, Shown
from guildhall.operations.sticker._sticker import FORMATS
from guildhall.operations.wording import worded


class PackedSticker(Shown):
    """A sticker of Discord's own."""

    sticker_id: StickerId = At("id")
    name: OurText = ""
    description: OurText = ""
    tags: OurText = ""
    format: Annotated[OurText, worded(FORMATS)] = At("format_type", default="")


class PackShown(Shown):
    """A pack of Discord's own stickers; anybody may send them."""

    pack_id: StickerPackId = At("id")
    name: OurText = ""
    description: OurText = ""
    cover_sticker_id: StickerId | None = None
    stickers: tuple[PackedSticker, ...] = ()
