"""webhook.list."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._shown import WebhookShown, WebhooksListed, in_order

_ROUTE = Route("GET /guilds/{guild_id}/webhooks")
_NEEDED = Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS


class ListWebhooks(GuildOperation[WebhooksListed]):
    """List a guild's webhooks in the channels where you manage them; never their secret addresses."""

    spec = Spec(
        risk=Risk.READ,
        scope="webhooks:read",
        permission=Permission.MANAGE_WEBHOOKS,
        route=_ROUTE,
        source="resources/webhook#get-guild-webhooks",
    )

    def execute(self, ports: Ports) -> WebhooksListed:
        """Read them; of channels where the caller does not manage webhooks none is shown."""
        webhooks = listed(ports, _ROUTE, {"guild_id": self.guild_id}, WebhookShown)
        channels = ports.discord.channels(self.guild_id)
        own = {channel.id for channel in channels if ports.caller.in_channel(channel).has(_NEEDED)}
        return in_order([webhook for webhook in webhooks if webhook.channel_id in own])
