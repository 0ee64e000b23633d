"""application_emoji.edit."""

from pydantic import JsonValue

from guildhall.discord.routes import Route
from guildhall.operations.application_emoji._emoji import FOUND, WHY, AppEmojiOperation, AppEmojiShown
from guildhall.operations.expressions import EmojiName
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditApplicationEmoji(AppEmojiOperation[AppEmojiShown]):
    """Rename an emoji of the bot's application; its picture cannot be changed."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("PATCH /applications/{application_id}/emojis/{emoji_id}"),
        finds=FOUND,
        source="resources/emoji#modify-application-emoji",
        idempotent=True,
    )
    name: EmojiName

    def preview(self, ports: Ports) -> Preview:
        """Show the name that changes."""
        now = self.now(ports)
        changes = diff(now.settings(), {"name": self.name})
        summary = f"Rename the application emoji :{now.name}:"
        return Preview(summary=summary, targets=(now.target,), changes=changes, **seen(emoji=now))

    def execute(self, ports: Ports) -> AppEmojiShown:
        """Rename it."""
        return AppEmojiShown.read(self.send(ports, body={"name": self.name}))

    def prior(self, ports: Ports) -> JsonValue:
        """Read its name."""
        return self.now(ports).settings()

    def reversal(self, prior: JsonValue, result: AppEmojiShown) -> Reversal:
        """Return the name back."""
        emoji: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "emoji_id": str(self.emoji_id)}
        arguments = {**emoji, **fields(prior)}
        return Reversal(operation="application_emoji.edit", arguments=arguments, left=result.settings())
