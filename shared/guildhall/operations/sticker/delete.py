"""sticker.delete."""

from guildhall.discord.ids import StickerId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.sticker._sticker import StickerOperation


class StickerDeleted(Model):
    """The sticker that is gone."""

    sticker_id: StickerId


class DeleteSticker(StickerOperation[StickerDeleted], Reasoned):
    """Delete a guild's sticker for good; its picture cannot be brought back."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="expressions:manage",
        permission=Permission.MANAGE_GUILD_EXPRESSIONS,
        route=Route("DELETE /guilds/{guild_id}/stickers/{sticker_id}"),
        source="resources/sticker#delete-guild-sticker",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        now = self.now(ports)
        return Preview(
            summary=f"Delete the sticker {now.name} for good",
            targets=(now.target,),
            irreversible="Its picture cannot be brought back.",
            **seen(sticker=now),
        )

    def execute(self, ports: Ports) -> StickerDeleted:
        """Delete it."""
        self.send(ports)
        return StickerDeleted(sticker_id=self.sticker_id)
