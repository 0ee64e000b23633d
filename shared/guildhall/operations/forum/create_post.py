"""forum.create_post."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_MESSAGE, Route
from guildhall.operations.base import Locus, Reasoned
from guildhall.operations.forum._posts import refuse_tags
from guildhall.operations.forum_one import ForumOperation
from guildhall.operations.forum_posting import Posting, begun, go_on
from guildhall.operations.forum_shown import PostCreated
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._beginning import undone


class CreatePost(Posting, ForumOperation[PostCreated], Reasoned):
    """Begin a post in a forum: a title, a first message, up to 5 tags; notifies nobody unless asked."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="threads:write",
        permission=Permission.SEND_MESSAGES,
        route=Route("POST /channels/{channel_id}/threads"),
        also=(CREATE_MESSAGE,),
        source="resources/channel#start-thread-in-forum-or-media-channel",
    )

    def needs(self, locus: Locus) -> Permission:
        """Return what posting takes, and what exactly this post takes beyond it."""
        return super().needs(locus) | self.takes_beyond(locus)

    def preview(self, ports: Ports) -> Preview:
        """Show the post, all that it says and carries, and whom it notifies."""
        forum = self.forum(ports)
        refuse_tags(forum, self.tag_ids)
        carried = self.carried(ports, forum.guild_id)
        return Preview(
            summary=f"Post {self.name} in #{forum.name}",
            targets=self.pinged(ports, forum.guild_id),
            changes=self.says(carried, forum),
            irreversible="People may have read it before it is deleted.",
            requests=len(self.texts),
            **self.met(forum, carried),
        )

    def execute(self, ports: Ports) -> PostCreated:
        """Post it; only its first message carries and notifies."""
        forum = self.forum(ports)
        refuse_tags(forum, self.tag_ids)
        (body, files), *more = self.letters(self.carried(ports, forum.guild_id))
        return go_on(ports, begun(self.send(ports, body=body, files=files)), more)

    def reversal(self, prior: JsonValue, result: PostCreated) -> Reversal:
        """Return its deletion, with whatever was said in it since."""
        return undone(result.channel_id)
