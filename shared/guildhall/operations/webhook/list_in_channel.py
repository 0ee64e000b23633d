"""webhook.list_in_channel."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._shown import WebhookShown, WebhooksListed, in_order

_IN_CHANNEL = Route("GET /channels/{channel_id}/webhooks")


class ListWebhooksInChannel(ChannelOperation[WebhooksListed]):
    """List the webhooks of one channel; never their addresses, which are secrets."""

    spec = Spec(
        risk=Risk.READ,
        scope="webhooks:read",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS,
        route=_IN_CHANNEL,
        source="resources/webhook#get-channel-webhooks",
    )

    def execute(self, ports: Ports) -> WebhooksListed:
        """Read them."""
        return in_order(listed(ports, _IN_CHANNEL, {"channel_id": self.channel_id}, WebhookShown))
