"""webhook.delete_message."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.message._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._message import WebhookMessageChanged, WebhookMessageOperation
from guildhall.operations.webhook._secret import FOUND, MESSAGE


class DeleteWebhookMessage(WebhookMessageOperation[WebhookMessageChanged]):
    """Delete a message that a webhook sent; for one in a thread name the thread too."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="webhooks:manage",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_WEBHOOKS,
        route=Route(f"DELETE {MESSAGE}"),
        finds=FOUND,
        source="resources/webhook#delete-webhook-message",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show exactly the message that goes."""
        message = self.said(ports)
        return Preview(
            summary="Delete a message of a webhook's for good",
            targets=(target_of(message),),
            irreversible="A deleted message cannot be brought back.",
            **seen(author=message.author.id, content=message.content),
        )

    def execute(self, ports: Ports) -> WebhookMessageChanged:
        """Delete it."""
        return self.change(ports)
