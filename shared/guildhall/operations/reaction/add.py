"""reaction.add."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reaction_emoji import require_usable
from guildhall.operations.reaction_reacted import OwnReaction, ReactionChanged
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class AddReaction(OwnReaction):
    """Let the bot react to a message with an emoji; a message can have 20 different ones."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="reactions:write",
        permission=Permission.ADD_REACTIONS | Permission.READ_MESSAGE_HISTORY,
        route=Route("PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"),
        source="resources/message#create-reaction",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the message, and whether the bot reacts to it with that emoji."""
        require_usable(ports, ports.discord.channel(self.channel_id), self.emoji_name)
        return self.shown(ports, f"React to a message with {self.emoji_name}", after=True)

    def execute(self, ports: Ports) -> ReactionChanged:
        """React."""
        require_usable(ports, ports.discord.channel(self.channel_id), self.emoji_name)
        self.send(ports)
        return self.changed()

    def reversal(self, prior: JsonValue, result: ReactionChanged) -> Reversal | None:
        """Return the taking back, if this changed anything."""
        return None if prior else self.back("reaction.remove")
