"""forum.list_posts."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import TagId
from guildhall.discord.permissions import Permission
from guildhall.operations.forum._posts import ACTIVE, ARCHIVED, active_of, archived_of, told
from guildhall.operations.forum_one import ForumOperation
from guildhall.operations.forum_shown import PostsListed
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._archived import Limit


class ListPosts(ForumOperation[PostsListed]):
    """List a forum's posts with tags and counts: the active ones, and a page of the archived ones.

    With `before` only archived ones are listed. `message.list` reads what a post says.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="threads:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=ARCHIVED,
        also=(ACTIVE,),
        source="resources/channel#list-public-archived-threads",
    )
    archived: Annotated[bool | None, Field(description="Only archived posts, or only active ones.")] = None
    tag_id: Annotated[TagId | None, Field(description="Only posts with this tag.")] = None
    limit: Limit = 50
    before: Annotated[datetime | None, Field(description="Only posts archived before this moment.")] = None

    def execute(self, ports: Ports) -> PostsListed:
        """Read them; whoever sees the forum sees its posts."""
        forum = self.forum(ports)
        active = [] if self.archived or self.before else active_of(ports, forum)
        page = archived_of(ports, forum, self.limit, self.before) if self.archived is not False else None
        found = [*active, *(page.threads if page else ())]
        kept = [post for post in found if self.tag_id is None or self.tag_id in post.tag_ids]
        return PostsListed(posts=[told(post, forum) for post in kept], next_before=page.next_before if page else None)
