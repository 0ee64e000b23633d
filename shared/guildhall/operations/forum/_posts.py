"""The posts of a forum: how they are read, and what a new one needs."""

from datetime import datetime
from typing import TYPE_CHECKING

from guildhall.discord.ids import TagId
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.forum._words import REQUIRE_TAG
from guildhall.operations.forum_shown import PostShown
from guildhall.operations.ports import Ports
from guildhall.operations.thread._archived import asked
from guildhall.operations.thread_shown import ArchivedListed, ThreadShown, ThreadsPage

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel

ARCHIVED = Route("GET /channels/{channel_id}/threads/archived/public")
ACTIVE = Route("GET /guilds/{guild_id}/threads/active")


def active_of(ports: Ports, forum: "Channel") -> list[ThreadShown]:
    """Return the posts that are not archived, the latest begun first."""
    page = ThreadsPage.read(ports.discord.call(ACTIVE, {"guild_id": str(forum.guild_id)}), ACTIVE)
    own = [thread for thread in page.threads if thread.parent_channel_id == forum.id]
    return sorted(own, key=lambda thread: -int(thread.channel_id))


def archived_of(ports: Ports, forum: "Channel", limit: int, before: datetime | None) -> ArchivedListed:
    """Return a page of the archived posts, the latest archived first."""
    answer = ports.discord.call(ARCHIVED, {"channel_id": forum.id}, query=asked(limit, before))
    return ArchivedListed.of(ThreadsPage.read(answer, ARCHIVED))


def told(post: ThreadShown, forum: "Channel") -> PostShown:
    """Return a post with the names of its tags."""
    names = {tag.id: tag.name for tag in forum.available_tags}
    own = [names[tag_id] for tag_id in post.tag_ids if tag_id in names]
    return PostShown.model_validate({**post.model_dump(), "tag_names": own})


def refuse_tags(forum: "Channel", tag_ids: frozenset[TagId]) -> None:
    """Refuse tags that the forum does not have, and none where it wants one.

    Raises:
        InvalidArguments: It is so.
    """
    if unknown := sorted(tag_ids - {tag.id for tag in forum.available_tags}):
        raise InvalidArguments(f"The forum has no tag {', '.join(unknown)}.", "forum.get lists its tags.")
    if forum.flags & REQUIRE_TAG and not tag_ids:
        raise InvalidArguments("A post in this forum needs a tag.", "forum.get lists its tags; give tag_ids.")
