"""poll.end."""

from typing import TYPE_CHECKING

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.message._shown import target_of
from guildhall.operations.message_one import MessageChanged, MessageOperation
from guildhall.operations.message_own import is_own
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.spec import Risk, Spec

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message
    from guildhall.discord.types.parts import Poll


class EndPoll(MessageOperation):
    """End a poll of the bot's before its time; its result is then told in the channel.

    A poll that somebody else put is ended by them alone, in Discord.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="polls:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("POST /channels/{channel_id}/polls/{message_id}/expire"),
        source="resources/poll#end-poll",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the poll, and when it would end by itself."""
        message = self.now(ports)
        poll = self._running(ports, message)
        ends = poll.expiry.isoformat() if poll.expiry else None
        return Preview(
            summary="End a poll before its time",
            targets=(target_of(message).model_copy(update={"detail": poll.question.text}),),
            changes=(Change(field="ends", before=ends, after="now"),),
            irreversible="A poll that has ended takes no more votes.",
            **seen(poll=poll.question, ends=ends, content=message.content),
        )

    def _running(self, ports: Ports, message: "Message") -> "Poll":
        if message.poll is None:
            raise InvalidArguments("That message is no poll.", "Give the id of a message with a poll.")
        if message.poll.results and message.poll.results.is_finalized:
            raise InvalidArguments("That poll has ended.", "There is nothing to end.")
        if not is_own(ports, message):
            raise InvalidArguments("Somebody else put that poll.", "Whoever put it can end it in Discord.")
        return message.poll

    def execute(self, ports: Ports) -> MessageChanged:
        """End it."""
        self.send(ports)
        return self.changed()
