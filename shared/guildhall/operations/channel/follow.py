"""channel.follow."""

from typing import Annotated

from pydantic import Field, JsonValue

from guildhall.discord.ids import ChannelId, GuildId, WebhookId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation, Locus, Reasoned
from guildhall.operations.body import Wire, body_of
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.preview import Preview, Target, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import Shown
from guildhall.operations.spec import Risk, Spec


class ChannelFollowed(Shown):
    """The announcement channel that is followed, and the webhook that brings its messages."""

    channel_id: ChannelId
    webhook_id: WebhookId


class FollowChannel(ChannelOperation[ChannelFollowed], Reasoned):
    """Let what an announcement channel publishes be posted in another channel of the server too."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_WEBHOOKS,
        route=Route("POST /channels/{channel_id}/followers"),
        source="resources/channel#follow-announcement-channel",
    )
    target_channel_id: Annotated[ChannelId, Field(description="Where they are posted."), Wire("webhook_channel_id")]

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the channel in which the messages will appear: there it takes effect, and a permission."""
        target = discord.channel(self.target_channel_id)
        return Locus(guild=discord.guild(target.guild_id) if target.guild_id else None, channel=target)

    def preview(self, ports: Ports) -> Preview:
        """Show both channels."""
        target = ports.discord.channel(self.target_channel_id)
        source = other_channel(ports, GuildId(target.guild_id or ""), self.channel_id, operation=self.full_name())
        return Preview(
            summary=f"Post what {source.name} publishes in {target.name} too",
            targets=tuple(Target(id=each.id, label=f"#{each.name}") for each in (source, target)),
            **seen(source=source.name, kind=source.type, target=target.name),
        )

    def execute(self, ports: Ports) -> ChannelFollowed:
        """Follow it."""
        return ChannelFollowed.read(self.send(ports, body=body_of(self)))

    def reversal(self, prior: JsonValue, result: ChannelFollowed) -> Reversal:
        """Return the deletion of the webhook, which ends it."""
        return Reversal(operation="webhook.delete", arguments={"webhook_id": str(result.webhook_id)})
