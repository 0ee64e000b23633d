"""channel.create."""

from typing import ClassVar

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types import Channel
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.channel._kind import ChannelKind
from guildhall.operations.channel._shown import ChannelShown
from guildhall.operations.fields import PublicName, Topic
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, fingerprint
from guildhall.operations.spec import Risk, Spec


class CreateChannel(GuildOperation[ChannelShown], Reasoned):
    """Create a channel in a guild; it takes its permissions from its category."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("POST /guilds/{guild_id}/channels"),
        source="resources/guild#create-guild-channel",
        listed=True,
    )
    name: PublicName
    kind: ChannelKind = ChannelKind.TEXT
    topic: Topic | None = None
    category_id: ChannelId | None = None

    def preview(self, ports: Ports) -> Preview:
        """Show the new channel, and whether there is one of that name already."""
        siblings = ports.discord.channels(self.guild_id)
        twins = sum(channel.name == self.name for channel in siblings)
        twin = f" ({twins} of that name already)" if twins else ""
        return Preview(
            summary=f"Create the {self.kind.value.replace('_', ' ')} channel {self.name}{twin}",
            changes=diff({}, self._body()),
            fingerprint=fingerprint(self.category_id, [channel.id for channel in siblings]),
        )

    def execute(self, ports: Ports) -> ChannelShown:
        """Create it."""
        return ChannelShown.of(Channel.model_validate(self.send(ports, body=self._body())))

    def _body(self) -> dict[str, JsonValue]:
        body: dict[str, JsonValue] = {"name": self.name, "type": self.kind.channel_type}
        if self.topic is not None:
            body["topic"] = self.topic
        if self.category_id is not None:
            body["parent_id"] = str(self.category_id)
        return body
