"""sticker.find."""

from guildhall.discord.ids import StickerId
from guildhall.discord.routes import Route
from guildhall.operations.base import Operation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.sticker._sticker import StickerShown

_ANY = Route("GET /stickers/{sticker_id}")


class FindSticker(Operation[StickerShown]):
    """Read any sticker by its id, whatever guild or pack it is of; to know what somebody sent."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="Discord shows any sticker to whoever has its id.",
        route=_ANY,
        source="resources/sticker#get-sticker",
    )
    discloses = Discloses.TO_GUILD
    sticker_id: StickerId

    def execute(self, ports: Ports) -> StickerShown:
        """Read it; who uploaded it is for its own guild to know."""
        return StickerShown.read(self.send(ports), _ANY).model_copy(update={"creator_id": None})
