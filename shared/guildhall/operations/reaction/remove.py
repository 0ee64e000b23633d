"""reaction.remove."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reaction_reacted import OwnReaction, ReactionChanged
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class RemoveReaction(OwnReaction):
    """Take back the bot's own reaction with an emoji; it takes what it takes to react."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="reactions:write",
        permission=Permission.ADD_REACTIONS | Permission.READ_MESSAGE_HISTORY,
        route=Route("DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"),
        source="resources/message#delete-own-reaction",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the message, and whether the bot reacts to it with that emoji."""
        return self.shown(ports, f"Take back the bot's reaction {self.emoji_name}", after=False)

    def execute(self, ports: Ports) -> ReactionChanged:
        """Take it back."""
        self.send(ports)
        return self.changed()

    def reversal(self, prior: JsonValue, result: ReactionChanged) -> Reversal | None:
        """Return the reaction, if there was one."""
        return self.back("reaction.add") if prior else None
