"""emoji.delete."""

from guildhall.discord.ids import EmojiId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.emoji._emoji import EmojiOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec


class EmojiDeleted(Model):
    """The emoji that is gone."""

    emoji_id: EmojiId


class DeleteEmoji(EmojiOperation[EmojiDeleted], Reasoned):
    """Delete a custom emoji for good; where it was used, its name stands from then on."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="expressions:manage",
        permission=Permission.MANAGE_GUILD_EXPRESSIONS,
        route=Route("DELETE /guilds/{guild_id}/emojis/{emoji_id}"),
        source="resources/emoji#delete-guild-emoji",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        now = self.now(ports)
        return Preview(
            summary=f"Delete the emoji :{now.name}: for good",
            targets=(now.target,),
            irreversible="Its picture, and every place where it was used, cannot be brought back.",
            **seen(emoji=now),
        )

    def execute(self, ports: Ports) -> EmojiDeleted:
        """Delete it."""
        self.send(ports)
        return EmojiDeleted(emoji_id=self.emoji_id)
