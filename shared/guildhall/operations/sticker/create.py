"""sticker.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.expressions import states
from guildhall.operations.files import in_short
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.sticker._given import StickerDescription, StickerName, StickerTags
from guildhall.operations.sticker._sticker import LIST, StickerShown
from guildhall.operations.sticker._uploaded import StickerGiven
from guildhall.operations.wording import beside


class CreateSticker(GuildOperation[StickerShown], Reasoned):
    """Add a sticker: PNG, APNG or GIF of at most 512 KiB, 320 by 320 pixels and 5 seconds.

    Lottie only where Discord verified the guild or is its partner. A guild has 5, with boosts more.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="expressions:write",
        permission=Permission.CREATE_GUILD_EXPRESSIONS,
        route=Route("POST /guilds/{guild_id}/stickers"),
        source="resources/sticker#create-guild-sticker",
    )
    name: StickerName
    tags: StickerTags
    file: StickerGiven
    description: StickerDescription = ""

    def preview(self, ports: Ports) -> Preview:
        """Show the new sticker, and how many there are."""
        file, there = self.file.upload(ports), listed(ports, LIST, {"guild_id": self.guild_id}, StickerShown)
        new: dict[str, JsonValue] = {"name": self.name, "tags": self.tags, "file": in_short(file)}
        return Preview(
            summary=f"Add the sticker {self.name}{beside(len(there))}",
            changes=diff({}, new | ({"description": self.description} if self.description else {})),
            **seen(stickers=states([*there]), file=file.digest),
        )

    def execute(self, ports: Ports) -> StickerShown:
        """Upload it."""
        file = self.file.upload(ports)
        return StickerShown.read(self.send(ports, body=body_of(self, without=("file",)), files={"file": file}))

    def reversal(self, prior: JsonValue, result: StickerShown) -> Reversal:
        """Return its deletion."""
        sticker: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "sticker_id": str(result.sticker_id)}
        return Reversal(operation="sticker.delete", arguments=sticker)
