"""application_emoji.list."""

from guildhall.operations.application_emoji._emoji import FOUND, LIST, WHY
from guildhall.operations.application_emoji._list import AppEmojisListed
from guildhall.operations.base import ApplicationOperation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class ListApplicationEmojis(ApplicationOperation[AppEmojisListed]):
    """List the emojis of the bot's application with their ids; the bot can use them in every server."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why=WHY,
        route=LIST,
        finds=FOUND,
        source="resources/emoji#list-application-emojis",
    )

    def execute(self, ports: Ports) -> AppEmojisListed:
        """Read them."""
        return AppEmojisListed.read(self.send(ports), LIST)
