"""emoji.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.emoji._changed import Changed
from guildhall.operations.emoji._emoji import EmojiOperation, EmojiShown
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditEmoji(Changed, EmojiOperation[EmojiShown], Reasoned):
    """Rename a custom emoji, or say which roles may use it; its picture stays.

    `clear` role_ids gives it back to everybody.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="expressions:manage",
        permission=Permission.MANAGE_GUILD_EXPRESSIONS,
        route=Route("PATCH /guilds/{guild_id}/emojis/{emoji_id}"),
        source="resources/emoji#modify-guild-emoji",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        now = self.now(ports)
        return Preview(
            summary=f"Edit the emoji :{now.name}:",
            targets=(now.target,),
            changes=diff(now.settings(), self.then(now).settings()),
            **seen(emoji=now),
        )

    def execute(self, ports: Ports) -> EmojiShown:
        """Edit it."""
        return EmojiShown.read(self.send(ports, body=body_of(self)))

    def prior(self, ports: Ports) -> JsonValue:
        """Read its name and roles."""
        return self.now(ports).settings()

    def reversal(self, prior: JsonValue, result: EmojiShown) -> Reversal:
        """Return the edit back."""
        emoji: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "emoji_id": str(self.emoji_id)}
        return Reversal(operation="emoji.edit", arguments={**emoji, **self.back(fields(prior))}, left=result.settings())
