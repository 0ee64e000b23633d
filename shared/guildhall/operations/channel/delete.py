"""channel.delete."""

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.channel._remaking import remade, remembered
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class ChannelDeleted(Model):
    """The channel that is gone."""

    channel_id: ChannelId


class DeleteChannel(ChannelOperation[ChannelDeleted], Reasoned):
    """Delete a channel or thread with all its messages; of a category only itself, not its channels."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("DELETE /channels/{channel_id}"),
        source="resources/channel#deleteclose-channel",
        listed=True,
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which channel goes, and whether it holds anything; one more message in it is no other channel."""
        empty = (channel := ports.discord.channel(self.channel_id)).last_message_id is None
        detail = "no message yet" if empty else "has messages"
        return Preview(
            summary=f"Delete the channel {channel.name} for good",
            targets=(Target(id=channel.id, label=f"#{channel.name}", detail=channel.topic or detail),),
            irreversible="Its messages, threads, webhooks and invites cannot be brought back.",
            **seen(kind=channel.type, name=channel.name, category=channel.parent_id, topic=channel.topic, empty=empty),
        )

    def execute(self, ports: Ports) -> ChannelDeleted:
        """Delete it."""
        self.send(ports)
        return ChannelDeleted(channel_id=self.channel_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read how such a channel is made."""
        return remembered(ports.discord.channel(self.channel_id))

    def reversal(self, prior: JsonValue, result: ChannelDeleted) -> Reversal | None:
        """Return its making anew."""
        return remade(prior)
