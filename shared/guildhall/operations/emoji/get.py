"""emoji.get."""

from guildhall.operations.emoji._emoji import GET, EmojiOperation, EmojiShown
from guildhall.operations.expressions import for_caller
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetEmoji(EmojiOperation[EmojiShown]):
    """Read one custom emoji of a guild: its name, which roles may use it, whether it is animated."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="Discord tells every member's client the guild's emojis.",
        route=GET,
        source="resources/emoji#get-guild-emoji",
    )

    def execute(self, ports: Ports) -> EmojiShown:
        """Read it."""
        return for_caller(ports, self.now(ports))
