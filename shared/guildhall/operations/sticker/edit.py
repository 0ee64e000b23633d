"""sticker.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.sticker._changed import Changed
from guildhall.operations.sticker._sticker import StickerOperation, StickerShown


class EditSticker(Changed, StickerOperation[StickerShown], Reasoned):
    """Change a guild sticker's name, tags or description, which may be empty; its picture stays."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="expressions:manage",
        permission=Permission.MANAGE_GUILD_EXPRESSIONS,
        route=Route("PATCH /guilds/{guild_id}/stickers/{sticker_id}"),
        source="resources/sticker#modify-guild-sticker",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        now = self.now(ports)
        changes = diff(now.settings(), self.given())
        return Preview(
            summary=f"Edit the sticker {now.name}", targets=(now.target,), changes=changes, **seen(sticker=now)
        )

    def execute(self, ports: Ports) -> StickerShown:
        """Edit it."""
        body = body_of(self)
        return StickerShown.read(
            self.send(ports, body=body | ({"description": None} if self.description == "" else {}))
        )

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is changed."""
        return {name: value for name, value in self.now(ports).settings().items() if name in self.given()}

    def reversal(self, prior: JsonValue, result: StickerShown) -> Reversal:
        """Return the edit back."""
        was = {"guild_id": str(self.guild_id), "sticker_id": str(self.sticker_id), **fields(prior)}
        left = {name: value for name, value in result.settings().items() if name in self.given()}
        return Reversal(operation="sticker.edit", arguments=was, left=left)
