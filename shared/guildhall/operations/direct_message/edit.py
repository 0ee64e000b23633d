"""direct_message.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.discord.routes import UPDATE_MESSAGE
from guildhall.operations.direct_message_to import WRITING, DirectMessageChanged, OneDirectMessage
from guildhall.operations.fields import MessageContent
from guildhall.operations.message._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Fidelity, Reversal
from guildhall.operations.spec import Risk, Spec


class EditDirectMessage(OneDirectMessage):
    """Change the text of what the bot wrote to a member in direct messages; what goes with it stays."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="direct_messages:write",
        permission=WRITING,
        bot_permission=NO_PERMISSIONS,
        route=UPDATE_MESSAGE,
        finds=frozenset({"channel_id"}),
        source="resources/message#edit-message",
        idempotent=True,
    )
    content: MessageContent

    def preview(self, ports: Ports) -> Preview:
        """Show both texts, and to whom it was written."""
        member, message = self.person(ports), self.message(ports)
        return Preview(
            summary=f"Edit what the bot wrote to {member.display}",
            targets=(target_of(message),),
            changes=diff({"content": message.content}, {"content": self.content}),
            **seen(name=member.display, content=message.content),
        )

    def execute(self, ports: Ports) -> DirectMessageChanged:
        """Edit it."""
        self.message(ports)
        body: dict[str, JsonValue] = {"content": self.content, "allowed_mentions": {"parse": []}}
        self.send_in(ports, self.direct_channel_id, body)
        return self.changed()

    def prior(self, ports: Ports) -> JsonValue:
        """Read the text."""
        return self.message(ports).content

    def reversal(self, prior: JsonValue, result: DirectMessageChanged) -> Reversal | None:
        """Return the edit back; a message that had no text cannot be left without one."""
        given: dict[str, JsonValue] = {**result.model_dump(mode="json"), "guild_id": str(self.guild_id)}
        back = Reversal(operation="direct_message.edit", arguments={**given, "content": prior})
        lost, left = "Discord's mark of the change stays.", {"content": self.content}
        return back.model_copy(update={"fidelity": Fidelity.PARTIAL, "lost": lost, "left": left}) if prior else None
