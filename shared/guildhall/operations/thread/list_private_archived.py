"""thread.list_private_archived."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._archived import ArchivedThreads


class ListPrivateArchivedThreads(ArchivedThreads):
    """List a channel's archived private threads, latest archived first, for those who manage threads."""

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS,
        route=Route("GET /channels/{channel_id}/threads/archived/private"),
        source="resources/channel#list-private-archived-threads",
    )
