"""thread.search."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId, TagId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread_searching import SortBy, SortOrder, TagMatching, ThreadsFound, asked, found_by


class SearchThreads(ChannelOperation[ThreadsFound]):
    """Search a channel's threads or a forum's posts by name and tags; new ones are found after a while."""

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=Route("GET /channels/{channel_id}/threads/search"),
        source="topics/threads#enumerating-threads",
    )
    name: Annotated[str | None, Field(min_length=1, max_length=limits.CHANNEL_NAME)] = None
    archived: Annotated[bool | None, Field(description="Only archived ones, or only active ones.")] = None
    tag_ids: Annotated[frozenset[TagId], Field(max_length=20, description="Tags of a forum.")] = frozenset()
    tag_matching: TagMatching = TagMatching.SOME
    after: Annotated[ChannelId | None, Field(description="Only threads begun after this one.")] = None
    before: Annotated[ChannelId | None, Field(description="Only threads begun before this one.")] = None
    sort_by: SortBy = SortBy.LAST_MESSAGE
    sort_order: SortOrder = SortOrder.DESCENDING
    limit: Annotated[int, Field(ge=1, le=limits.SEARCH_PAGE_COUNT)] = 25
    offset: Annotated[int, Field(ge=0, le=limits.SEARCH_OFFSET_COUNT)] = 0

    def execute(self, ports: Ports) -> ThreadsFound:
        """Search; where Discord is still indexing, wait once for as long as it says."""
        return found_by(ports, lambda: self.send(ports, query=asked(self)), self.channel_id, self.offset)
