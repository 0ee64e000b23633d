"""reaction.remove_emoji."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reaction_emoji import EmojiGiven
from guildhall.operations.reaction_reacted import ReactionChanged, ReactionOperation
from guildhall.operations.spec import Risk, Spec


class RemoveEmojiReactions(ReactionOperation[ReactionChanged]):
    """Take away every reaction to a message with one emoji, whoever reacted so; who it was is lost."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="reactions:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}"),
        source="resources/message#delete-all-reactions-for-emoji",
        idempotent=True,
    )
    emoji_name: EmojiGiven

    def preview(self, ports: Ports) -> Preview:
        """Show the message and how many reacted with that emoji."""
        target, reacted, content = self.reacted(ports)
        count = reacted.with_emoji(self.emoji_name).count
        return Preview(
            summary=f"Take away all {count} reactions {self.emoji_name} to a message",
            targets=(target,),
            changes=(Change(field="reactions", before=count, after=0),),
            irreversible="Who reacted so cannot be brought back.",
            **seen(content=content, there=count > 0),
        )

    def execute(self, ports: Ports) -> ReactionChanged:
        """Take them away."""
        self.send(ports)
        return ReactionChanged(channel_id=self.channel_id, message_id=self.message_id, emoji_name=self.emoji_name)
