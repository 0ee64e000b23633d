"""thread.list_archived."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._archived import ArchivedThreads


class ListArchivedThreads(ArchivedThreads):
    """List the archived public threads of a channel, or posts of a forum, the latest archived first."""

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=Route("GET /channels/{channel_id}/threads/archived/public"),
        source="resources/channel#list-public-archived-threads",
    )
