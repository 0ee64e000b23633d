"""webhook.create."""

from pydantic import JsonValue

from guildhall.discord.limits import CHANNEL_WEBHOOKS_COUNT
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.base import ChannelOperation, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.files import ImageGiven, as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._disguise import refuse_disguise
from guildhall.operations.webhook._names import AVATAR_BYTES, WebhookName
from guildhall.operations.webhook._shown import WebhookShown

_IN_CHANNEL = Route("GET /channels/{channel_id}/webhooks")


class CreateWebhook(ChannelOperation[WebhookShown], Reasoned):
    """Make a webhook in a channel, at most 15 in each; speak through it with webhook.execute."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="webhooks:manage",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS,
        route=Route("POST /channels/{channel_id}/webhooks"),
        source="resources/webhook#create-webhook",
    )
    name: WebhookName
    avatar: ImageGiven | None = None

    def preview(self, ports: Ports) -> Preview:
        """Show the new webhook and how many there are; refuse a name that is somebody's."""
        channel = ports.discord.channel(self.channel_id)
        refuse_disguise(ports, channel.guild_id, self.name)
        given = pictures(self, ports, avatar=AVATAR_BYTES)
        there = listed(ports, _IN_CHANNEL, {"channel_id": self.channel_id}, WebhookShown)
        if len(there) >= CHANNEL_WEBHOOKS_COUNT:
            raise InvalidArguments("That channel has all the webhooks that it may have.", "Delete one first.")
        return Preview(
            summary=f"Make the webhook {self.name} in #{channel.name}, which has {len(there)}",
            changes=diff({}, told(given) | {"name": self.name}),
            **seen(channel=channel.name, webhooks=[each.webhook_id for each in there], **digests(given)),
        )

    def execute(self, ports: Ports) -> WebhookShown:
        """Make it."""
        given = pictures(self, ports, avatar=AVATAR_BYTES)
        return WebhookShown.read(self.send(ports, body=body_of(self, without=given) | as_data(self, given)))

    def reversal(self, prior: JsonValue, result: WebhookShown) -> Reversal:
        """Return its deletion."""
        return Reversal(operation="webhook.delete", arguments={"webhook_id": str(result.webhook_id)})
