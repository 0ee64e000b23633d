"""channel.clone."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.channel._details import ChannelDetails
from guildhall.operations.channel_cloning import cloned, preview_cloning
from guildhall.operations.channel_ruling import risk_of_granting
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.fields import PublicName
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


class CloneChannel(GuildOperation[ChannelDetails], Reasoned):
    """Make a channel like another one: settings, tags, category and permissions, without its messages.

    Whether a forum's posts need a tag, and webhooks and invites, are not taken over.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("POST /guilds/{guild_id}/channels"),
        source="resources/guild#create-guild-channel",
    )
    source_channel_id: Annotated[ChannelId, Field(description="The channel that it is to be like.")]
    name: Annotated[PublicName | None, Field(description="Left out: the same.")] = None

    def risk(self, ports: Ports) -> Risk:
        """Return SENSITIVE where an overwrite allows something dangerous."""
        return risk_of_granting(self._source(ports).permission_overwrites)

    def preview(self, ports: Ports) -> Preview:
        """Show the new channel and who may do what in it."""
        return preview_cloning(ports, self.guild_id, self._source(ports), self.name)

    def execute(self, ports: Ports) -> ChannelDetails:
        """Make it."""
        return ChannelDetails.read(self.send(ports, body=cloned(self._source(ports), self.name)))

    def _source(self, ports: Ports) -> "Channel":
        return other_channel(ports, self.guild_id, self.source_channel_id, operation=self.full_name())

    def reversal(self, prior: JsonValue, result: ChannelDetails) -> Reversal:
        """Return its deletion, with whatever was said in it since."""
        return Reversal(operation="channel.delete", arguments={"channel_id": str(result.channel_id)})
