"""sticker.list_packs."""

from guildhall.discord.routes import Route
from guildhall.operations.base import Operation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.sticker._pack import PackShown

_PACKS = Route("GET /sticker-packs")


class PacksListed(Shown):
    """Packs of Discord's own stickers."""

    packs: tuple[PackShown, ...] = At("sticker_packs", default=())


class ListPacks(Operation[PacksListed]):
    """List the packs of Discord's own stickers, which anybody may send anywhere, with all their stickers."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="They are Discord's own, and the same for everybody.",
        route=_PACKS,
        source="resources/sticker#list-sticker-packs",
    )
    discloses = Discloses.TO_GUILD

    def execute(self, ports: Ports) -> PacksListed:
        """Read them."""
        return PacksListed.read(self.send(ports), _PACKS)
