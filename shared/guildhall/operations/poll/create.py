"""poll.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_MESSAGE
from guildhall.discord.types.message import Message
from guildhall.operations.base import ChannelOperation
from guildhall.operations.message._shown import audience
from guildhall.operations.poll._shown import PollSent
from guildhall.operations.poll_asked import Asked
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.speaking import Uttering
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import counted


class CreatePoll(Uttering, Asked, ChannelOperation[PollSent]):
    """Put a poll with up to 10 answers to a channel or thread, open for an hour up to 32 days.

    It cannot be changed, and notifies nobody.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="polls:write",
        permission=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.SEND_POLLS,
        route=CREATE_MESSAGE,
        source="resources/poll#poll-create-request-object",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the question, its answers and how long they can be given."""
        channel = ports.discord.channel(self.channel_id)
        shown: dict[str, JsonValue] = {
            "question": self.question,
            "answers": [*self.lines],
            "open for hours": self.duration_hours,
        }
        return Preview(
            summary=f"Put a poll with {counted(len(self.lines), 'answer')} to #{channel.name}",
            changes=diff({}, {**shown, "several answers": self.allow_several}),
            irreversible="A poll cannot be changed, and people may have voted before it is deleted.",
            **seen(channel=audience(channel)),
        )

    def execute(self, ports: Ports) -> PollSent:
        """Put it."""
        guild_id = ports.discord.channel(self.channel_id).guild_id
        sent = self.send(ports, body={"poll": self.poll, "allowed_mentions": {"parse": []}})
        return PollSent.of(Message.model_validate(sent), guild_id)
