"""reaction.remove_all."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reaction_reacted import ReactionChanged, ReactionOperation
from guildhall.operations.spec import Risk, Spec


class RemoveAllReactions(ReactionOperation[ReactionChanged]):
    """Take away every reaction to a message, whoever reacted; a vote by reactions is lost."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="reactions:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("DELETE /channels/{channel_id}/messages/{message_id}/reactions"),
        source="resources/message#delete-all-reactions",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the message and how many reacted with what."""
        target, reacted, content = self.reacted(ports)
        return Preview(
            summary=f"Take away all {sum(each.count for each in reacted.reactions)} reactions to a message",
            targets=(target,),
            changes=(Change(field="reactions", before=[*reacted.counts], after=[]),),
            irreversible="Who reacted with what cannot be brought back.",
            **seen(content=content, emojis=[each.emoji.address for each in reacted.reactions]),
        )

    def execute(self, ports: Ports) -> ReactionChanged:
        """Take them away."""
        self.send(ports)
        return ReactionChanged(channel_id=self.channel_id, message_id=self.message_id)
