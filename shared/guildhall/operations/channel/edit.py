"""channel.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.channel._changed import Changed
from guildhall.operations.channel._details import ChannelDetails
from guildhall.operations.channel_changing import changes, left, prove_category, was
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.spec import Risk, Spec


class EditChannel(Changed, ChannelOperation[ChannelDetails], Reasoned):
    """Change a channel's name, topic, slowmode, category, age restriction, voice, thread defaults or kind.

    Name and topic at most twice in 10 minutes.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel",
        listed=True,
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        channel, body = ports.discord.channel(self.channel_id), self.body()
        prove_category(ports, channel, self.category_id)
        before = channel.model_dump(mode="json", include=set(body))
        return Preview(
            summary=f"Edit the channel {channel.name}",
            targets=(Target(id=channel.id, label=f"#{channel.name}"),),
            changes=changes(channel, body),
            **seen(**{"name": channel.name, **{key: str(value) for key, value in before.items()}}),
        )

    def execute(self, ports: Ports) -> ChannelDetails:
        """Edit it."""
        return ChannelDetails.read(self.send(ports, body=self.body()))

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is changed."""
        return was(ports.discord.channel(self.channel_id), self.body())

    def reversal(self, prior: JsonValue, result: ChannelDetails) -> Reversal:
        """Return the edit back."""
        arguments = {"channel_id": str(self.channel_id), **fields(prior)}
        return Reversal(operation="channel.edit", arguments=arguments, left=left(result, self.body()))
