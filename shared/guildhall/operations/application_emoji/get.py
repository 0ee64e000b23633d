"""application_emoji.get."""

from guildhall.operations.application_emoji._emoji import FOUND, GET, WHY, AppEmojiOperation, AppEmojiShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetApplicationEmoji(AppEmojiOperation[AppEmojiShown]):
    """Read one emoji of the bot's application: its name, who uploaded it, whether it is animated."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why=WHY,
        route=GET,
        finds=FOUND,
        source="resources/emoji#get-application-emoji",
    )

    def execute(self, ports: Ports) -> AppEmojiShown:
        """Read it."""
        return self.now(ports)
