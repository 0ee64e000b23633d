"""thread.list_joined_archived."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Query
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._archived import Limit
from guildhall.operations.thread._seeing import visible
from guildhall.operations.thread_shown import ThreadsListed, ThreadsPage


class ListJoinedArchivedThreads(ChannelOperation[ThreadsListed]):
    """List a channel's archived private threads that the bot is in, newest first, as far as you see them."""

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=Route("GET /channels/{channel_id}/users/@me/threads/archived/private"),
        source="resources/channel#list-joined-private-archived-threads",
    )
    limit: Limit = 50
    before: Annotated[ChannelId | None, Field(description="Only threads begun before this one.")] = None

    def execute(self, ports: Ports) -> ThreadsListed:
        """Read them."""
        query: Query = {"limit": self.limit, **({"before": str(self.before)} if self.before else {})}
        page = ThreadsPage.read(self.send(ports, query=query))
        parent = ports.discord.channel(self.channel_id)
        seen, unchecked = visible(ports, page.threads, {parent.id: parent})
        last = page.threads[-1].channel_id if page.threads and page.has_more else None
        return ThreadsListed(threads=seen, next_before=last, unchecked_count=unchecked)
