"""application_emoji.delete."""

from guildhall.discord.ids import EmojiId
from guildhall.discord.routes import Route
from guildhall.operations.application_emoji._emoji import FOUND, WHY, AppEmojiOperation
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec


class AppEmojiDeleted(Model):
    """The emoji that is gone."""

    emoji_id: EmojiId


class DeleteApplicationEmoji(AppEmojiOperation[AppEmojiDeleted]):
    """Delete an emoji of the bot's application for good, in every server where the bot used it."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("DELETE /applications/{application_id}/emojis/{emoji_id}"),
        finds=FOUND,
        source="resources/emoji#delete-application-emoji",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        now = self.now(ports)
        return Preview(
            summary=f"Delete the application emoji :{now.name}: for good",
            targets=(now.target,),
            irreversible="Its picture, and every place where it was used, cannot be brought back.",
            **seen(emoji=now),
        )

    def execute(self, ports: Ports) -> AppEmojiDeleted:
        """Delete it."""
        self.send(ports)
        return AppEmojiDeleted(emoji_id=self.emoji_id)
