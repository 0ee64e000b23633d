"""reaction.remove_from_user."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Acts
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, Target, seen
from guildhall.operations.reaction._reactors import name_of, reacts
from guildhall.operations.reaction_emoji import EmojiGiven
from guildhall.operations.reaction_reacted import ReactionChanged, ReactionOperation
from guildhall.operations.spec import Risk, Spec


class RemoveUserReaction(ReactionOperation[ReactionChanged]):
    """Take away somebody's reaction to a message with one emoji; only they could react so again."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="reactions:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}"),
        source="resources/message#delete-user-reaction",
    )
    emoji_name: EmojiGiven
    user_id: Annotated[UserId, Field(description="Whose reaction: id or mention.")]

    def acts_on(self) -> Acts:
        """Return them; nobody has to stand above somebody whose reaction goes."""
        return Acts(peer_ids=(self.user_id,))

    def preview(self, ports: Ports) -> Preview:
        """Show the message, and whether they react to it with that emoji."""
        target, _, content = self.reacted(ports)
        before = reacts(ports, self, self.emoji_name, self.user_id)
        return Preview(
            summary=f"Take away somebody's reaction {self.emoji_name}",
            targets=(target, Target(id=self.user_id, label=name_of(ports, self.channel_id, self.user_id))),
            changes=(Change(field="reacts", before=before, after=False),),
            irreversible="Nobody else can put it back for them.",
            **seen(content=content, reacts=before),
        )

    def execute(self, ports: Ports) -> ReactionChanged:
        """Take it away."""
        self.send(ports)
        return ReactionChanged(channel_id=self.channel_id, message_id=self.message_id, emoji_name=self.emoji_name)
