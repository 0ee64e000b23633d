"""direct_message.send."""

from collections.abc import Mapping

from pydantic import JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.discord.routes import CREATE_DM, CREATE_MESSAGE
from guildhall.operations.direct_message._written import Written
from guildhall.operations.direct_message_to import WRITING, DirectOperation, opened, taken_back
from guildhall.operations.member._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.speaking import MessageSent, post
from guildhall.operations.spec import Risk, Spec, Spending


class SendDirectMessage(Written, DirectOperation[MessageSent]):
    """Write to a member in the bot's name, in direct messages; whoever takes none gets none.

    A human approves it unless the policy says otherwise, and the server's budget of direct messages counts it.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="direct_messages:write",
        permission=WRITING,
        bot_permission=NO_PERMISSIONS,
        route=CREATE_MESSAGE,
        also=(CREATE_DM,),
        finds=frozenset({"channel_id"}),
        source="resources/message#create-message",
    )

    def spends(self) -> Mapping[Spending, int]:
        """Return each message as a change and as a direct message."""
        return {Spending.WRITES: len(self.texts), Spending.DIRECT_MESSAGES: len(self.texts)}

    def preview(self, ports: Ports) -> Preview:
        """Show to whom it goes and all of it."""
        member, carried = self.person(ports), self.carried(ports, self.guild_id)
        return Preview(
            summary=f"Write to {member.display} in direct messages",
            targets=(target_of(member),),
            changes=self.says(carried),
            irreversible="They may have read it before it is deleted.",
            requests=1 + len(self.texts),
            **seen(name=member.display, roles=sorted(member.roles), files=carried.attached.digests),
        )

    def execute(self, ports: Ports) -> MessageSent:
        """Write it."""
        carried = self.carried(ports, self.guild_id)
        there = opened(ports.discord, self.user_id)
        return post(lambda body, files: self.send_in(ports, there, body, files), self.letters(carried), None)

    def reversal(self, prior: JsonValue, result: MessageSent) -> Reversal | None:
        """Return its deletion, if it is one message."""
        return taken_back(self, result)
