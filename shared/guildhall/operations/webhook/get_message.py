"""webhook.get_message."""

from guildhall.discord.permissions import Permission
from guildhall.operations.message._shown import MessageShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._message import GET_ONE, WebhookMessageOperation
from guildhall.operations.webhook._secret import FOUND


class GetWebhookMessage(WebhookMessageOperation[MessageShown]):
    """Read one message that a webhook sent; for one in a thread name the thread too."""

    spec = Spec(
        risk=Risk.READ,
        scope="webhooks:read",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_WEBHOOKS,
        route=GET_ONE,
        finds=FOUND,
        source="resources/webhook#get-webhook-message",
    )

    def execute(self, ports: Ports) -> MessageShown:
        """Read it."""
        return MessageShown.of(self.said(ports))
