"""message.purge."""

from collections.abc import Mapping

from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.message._shown import target_of
from guildhall.operations.message_purging import MessagesPurged, Purging, portions, purge
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.spec import Risk, Spec, Spending

_DELETE = Route("DELETE /channels/{channel_id}/messages/{message_id}")


class PurgeMessages(Purging, ChannelOperation[MessagesPurged], Reasoned):
    """Delete up to 200 of the newest 500 messages: by author, text, age, files; none older than 14 days.

    In a busy channel give `before`: what is written meanwhile then changes nothing of what was shown.
    """

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="messages:moderate",
        permission=Permission.MANAGE_MESSAGES | Permission.READ_MESSAGE_HISTORY,
        route=Route("POST /channels/{channel_id}/messages/bulk-delete"),
        also=(_DELETE,),
        source="resources/message#bulk-delete-messages",
    )

    def spends(self) -> Mapping[Spending, int]:
        """Return as many acts of moderation as messages may go at most."""
        return {Spending.MODERATION: min(self.most, self.within)}

    def preview(self, ports: Ports) -> Preview:
        """List exactly the messages that go."""
        channel, (messages, too_old) = ports.discord.channel(self.channel_id), self.chosen(ports, self.channel_id)
        old = f"; {too_old} that fit are too old to go" if too_old else ""
        return Preview(
            summary=f"Delete {len(messages)} of the newest {self.within} messages of #{channel.name} for good{old}",
            targets=tuple(target_of(message) for message in messages),
            changes=(Change(field="deleted", before=0, after=len(messages)),),
            irreversible="Deleted messages cannot be brought back.",
            requests=len(portions(messages)),
            **seen(channel=channel.name, **{f"message {each.id}": each.content for each in messages}),
        )

    def execute(self, ports: Ports) -> MessagesPurged:
        """Delete them, up to a hundred at once; a single one by itself."""
        messages, _ = self.chosen(ports, self.channel_id)
        return purge(ports, [message.id for message in messages], lambda portion: self._delete(ports, portion))

    def _delete(self, ports: Ports, portion: list[MessageId]) -> None:
        if len(portion) > 1:
            self.send(ports, body={"messages": [str(message_id) for message_id in portion]})
            return
        ports.discord.call(_DELETE, {"channel_id": str(self.channel_id), "message_id": str(portion[0])})
