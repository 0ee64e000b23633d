"""emoji.list."""

from guildhall.operations.base import GuildOperation
from guildhall.operations.emoji._emoji import LIST, EmojiShown
from guildhall.operations.expressions import all_for_caller
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class EmojisListed(Model):
    """Custom emojis of a guild."""

    emojis: list[EmojiShown]


class ListEmojis(GuildOperation[EmojisListed]):
    """List a guild's custom emojis with their ids, and which roles may use them."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="Discord tells every member's client the guild's emojis.",
        route=LIST,
        source="resources/emoji#list-guild-emojis",
    )

    def execute(self, ports: Ports) -> EmojisListed:
        """Read them."""
        return EmojisListed(emojis=all_for_caller(ports, EmojiShown.read_all(self.send(ports), LIST)))
