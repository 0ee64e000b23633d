"""message.wait."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from guildhall.discord.ids import MessageId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import LIST_MESSAGES
from guildhall.operations.base import ChannelOperation
from guildhall.operations.fields import OurText
from guildhall.operations.marks import Mark
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.message._waiting import last_of, wait
from guildhall.operations.ports import Ports
from guildhall.operations.sparse import Sparse
from guildhall.operations.spec import Risk, Spec

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message


class WaitedFor(Sparse):
    """The messages that came, oldest first; none when the time was over, and then how to go on waiting."""

    messages: list[MessageShown]
    looked_up_to: MessageId
    waited_s: float
    go_on: OurText = ""


class WaitForMessage(ChannelOperation[WaitedFor]):
    """Wait some 15 seconds, 25 at most, for a message in a channel or thread: by one person, with a text."""

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY,
        route=LIST_MESSAGES,
        source="resources/message#get-channel-messages",
    )
    after: Annotated[Mark | None, Field(description="Only what came after; left out: after now.")] = None
    from_user_id: UserId | None = None
    containing: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    wait_s: Annotated[int, Field(ge=0, le=25, description="How long at most, as far as a call's time goes.")] = 15

    def execute(self, ports: Ports) -> WaitedFor:
        """Look at once, and then again and again."""
        waited = wait(ports, self.channel_id, self.after or last_of(ports, self.channel_id), self.wait_s, self._wanted)
        again = "" if waited.messages else f"Nothing came yet. Ask again with after={waited.looked_up_to}."
        shown = [MessageShown.of(message) for message in waited.messages]
        return WaitedFor(messages=shown, looked_up_to=waited.looked_up_to, waited_s=waited.waited_s, go_on=again)

    def _wanted(self, message: "Message") -> bool:
        theirs = self.from_user_id is None or message.author.id == self.from_user_id
        return theirs and (self.containing or "").casefold() in message.content.casefold()
