"""sticker.get_pack."""

from guildhall.discord.ids import StickerPackId
from guildhall.discord.routes import Route
from guildhall.operations.base import Operation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.sticker._pack import PackShown

_PACK = Route("GET /sticker-packs/{pack_id}")


class GetPack(Operation[PackShown]):
    """Read one pack of Discord's own stickers."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="They are Discord's own, and the same for everybody.",
        route=_PACK,
        source="resources/sticker#get-sticker-pack",
    )
    discloses = Discloses.TO_GUILD
    pack_id: StickerPackId

    def execute(self, ports: Ports) -> PackShown:
        """Read it."""
        return PackShown.read(self.send(ports), _PACK)
