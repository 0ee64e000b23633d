"""reaction.list."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import MessageId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports
from guildhall.operations.reaction._reactors import ReactionKind, Reactor, ReactorsListed
from guildhall.operations.reaction_emoji import EmojiGiven
from guildhall.operations.shown import Query
from guildhall.operations.spec import Risk, Spec


class ListReactions(ChannelOperation[ReactorsListed]):
    """List who reacted to a message with one emoji, up to 100 at a time; message.get counts each emoji."""

    spec = Spec(
        risk=Risk.READ,
        scope="reactions:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=Route("GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}"),
        source="resources/message#get-reactions",
    )
    message_id: MessageId
    emoji_name: EmojiGiven
    kind: ReactionKind = ReactionKind.NORMAL
    limit: Annotated[int, Field(ge=1, le=limits.REACTION_USERS_PAGE_COUNT)] = 100
    after: UserId | None = None

    def execute(self, ports: Ports) -> ReactorsListed:
        """Read them."""
        query: Query = {"limit": self.limit, "type": int(self.kind is ReactionKind.BURST)}
        query = query if self.after is None else {**query, "after": str(self.after)}
        users = sorted(Reactor.read_all(self.send(ports, query=query)), key=lambda user: int(user.user_id))
        return ReactorsListed(users=users, next_after=users[-1].user_id if len(users) == self.limit else None)
