"""sticker.get."""

from guildhall.operations.expressions import for_caller
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.sticker._sticker import GET, StickerOperation, StickerShown


class GetSticker(StickerOperation[StickerShown]):
    """Read one sticker of a guild: its name, description and format."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="Discord tells every member's client the guild's stickers.",
        route=GET,
        source="resources/sticker#get-guild-sticker",
    )

    def execute(self, ports: Ports) -> StickerShown:
        """Read it."""
        return for_caller(ports, self.now(ports))
