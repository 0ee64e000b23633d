"""An emoji of the application as results show it, as a request names it, and where it is read."""

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import EmojiId, UserId
from guildhall.discord.routes import Route
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.expressions import emoji_found
from guildhall.operations.fields import GivenName
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown

LIST = Route("GET /applications/{application_id}/emojis")
GET = Route("GET /applications/{application_id}/emojis/{emoji_id}")
FOUND = frozenset({"application_id"})
WHY = "The application's emojis are in no server; those to whom it belongs see to them."


class AppEmojiShown(Shown):
    """An emoji of the application; the bot writes it as <:name:id>, or <a:name:id> if it is animated."""

    emoji_id: EmojiId = At("id")
    name: GivenName = ""
    animated: bool = False
    creator_id: UserId | None = At("user", "id", default=None)

    @property
    def target(self) -> Target:
        """The emoji as a write's target."""
        return Target(id=self.emoji_id, label=f":{self.name}:", detail="animated" if self.animated else "")

    def settings(self) -> dict[str, JsonValue]:
        """What of it can be changed."""
        return {"name": self.name}


class AppEmojiOperation[R: BaseModel](ApplicationOperation[R]):
    """An operation on one emoji of the application."""

    emoji_id: EmojiId

    def now(self, ports: Ports) -> AppEmojiShown:
        """Return the emoji as it is."""
        path = {**self.finds(ports), "emoji_id": self.emoji_id}
        return emoji_found(ports, GET, path, AppEmojiShown, among="application_emoji.list")
