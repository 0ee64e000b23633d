"""webhook.get."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._secret import BY_TOKEN, GET_WEBHOOK
from guildhall.operations.webhook._shown import WebhookShown
from guildhall.operations.webhook._webhook import WebhookOperation


class GetWebhook(WebhookOperation[WebhookShown]):
    """Show a webhook: name, channel, maker, whether the bot can speak through it; never its address."""

    spec = Spec(
        risk=Risk.READ,
        scope="webhooks:read",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS,
        route=GET_WEBHOOK,
        same_as=(Route(f"GET {BY_TOKEN}"),),
        source="resources/webhook#get-webhook",
    )

    def execute(self, ports: Ports) -> WebhookShown:
        """Read it."""
        return self.now(ports)
