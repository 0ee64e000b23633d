"""thread.start."""

from pydantic import JsonValue

from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.message._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.thread._beginning import Named, type_of, undone
from guildhall.operations.thread_shown import ThreadShown
from guildhall.operations.thread_words import ThreadKind

_HAS_THREAD = 1 << 5
"""Source: https://docs.discord.com/developers/resources/message#message-object-message-flags"""


class StartThread(Named, ChannelOperation[ThreadShown], Reasoned):
    """Begin a public thread from a message of a text or announcement channel; a message has at most one."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="threads:write",
        permission=Permission.CREATE_PUBLIC_THREADS | Permission.READ_MESSAGE_HISTORY,
        route=Route("POST /channels/{channel_id}/messages/{message_id}/threads"),
        source="resources/channel#start-thread-from-message",
    )
    message_id: MessageId

    def preview(self, ports: Ports) -> Preview:
        """Show the message that it hangs on."""
        type_of(ports.discord.channel(self.channel_id), ThreadKind.PUBLIC)
        (message,) = ports.discord.messages(self.channel_id, [self.message_id])
        if message.flags & _HAS_THREAD:
            raise InvalidArguments("That message has a thread already.", "Write into that one.")
        return Preview(
            summary=f"Begin the thread {self.name} from a message",
            targets=(target_of(message),),
            changes=diff({}, self.told()),
            **seen(author=message.author.id, content=message.content),
        )

    def execute(self, ports: Ports) -> ThreadShown:
        """Begin it; the bot is in it."""
        return ThreadShown.read(self.send(ports, body=body_of(self)))

    def reversal(self, prior: JsonValue, result: ThreadShown) -> Reversal:
        """Return its deletion, with whatever was said in it since."""
        return undone(result.channel_id)
