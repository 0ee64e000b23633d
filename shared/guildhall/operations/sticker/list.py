"""sticker.list."""

from guildhall.operations.base import GuildOperation
from guildhall.operations.expressions import all_for_caller
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.sticker._sticker import LIST, StickerShown


class StickersListed(Model):
    """Stickers of a guild."""

    stickers: list[StickerShown]


class ListStickers(GuildOperation[StickersListed]):
    """List a guild's own stickers with their ids and descriptions."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="Discord tells every member's client the guild's stickers.",
        route=LIST,
        source="resources/sticker#list-guild-stickers",
    )

    def execute(self, ports: Ports) -> StickersListed:
        """Read them."""
        return StickersListed(stickers=all_for_caller(ports, StickerShown.read_all(self.send(ports), LIST)))
