"""forum.get."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import GET_CHANNEL
from guildhall.operations.forum_one import ForumOperation
from guildhall.operations.forum_shown import ForumShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetForum(ForumOperation[ForumShown]):
    """Read how a forum is set up: guidelines, tags and whether posts need one, reaction, order, layout."""

    spec = Spec(
        risk=Risk.READ,
        scope="channels:read",
        permission=Permission.VIEW_CHANNEL,
        route=GET_CHANNEL,
        source="resources/channel#get-channel",
    )

    def execute(self, ports: Ports) -> ForumShown:
        """Read it."""
        return ForumShown.of(self.forum(ports))
