"""webhook.delete."""

from pydantic import JsonValue

from guildhall.discord.ids import WebhookId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._remaking import look_of, remaking
from guildhall.operations.webhook._shown import target_of
from guildhall.operations.webhook._webhook import WebhookOperation


class WebhookDeleted(Model):
    """The webhook that is gone."""

    webhook_id: WebhookId


class DeleteWebhook(WebhookOperation[WebhookDeleted], Reasoned):
    """Delete a webhook for good: what posts by its address falls silent; its messages stay as they are."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="webhooks:manage",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS,
        route=Route("DELETE /webhooks/{webhook_id}"),
        same_as=(Route("DELETE /webhooks/{webhook_id}/{webhook_token}"),),
        source="resources/webhook#delete-webhook",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        webhook = self.now(ports)
        return Preview(
            summary=f"Delete the webhook {webhook.name} for good",
            targets=(target_of(webhook),),
            irreversible="Its address never works again, so whatever posts by it falls silent.",
            **seen(name=webhook.name, channel=webhook.channel_id),
        )

    def execute(self, ports: Ports) -> WebhookDeleted:
        """Delete it."""
        self.send(ports)
        return WebhookDeleted(webhook_id=self.webhook_id)

    def prior(self, ports: Ports) -> JsonValue:
        """Read what it is called, where; what follows another channel is not made anew like that."""
        return look_of(self.now(ports))

    def reversal(self, prior: JsonValue, result: WebhookDeleted) -> Reversal | None:
        """Return its making anew, under another address."""
        return remaking(prior)
