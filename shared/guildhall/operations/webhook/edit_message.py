"""webhook.edit_message."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.fields import MessageContent
from guildhall.operations.message._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen
from guildhall.operations.reversal import Fidelity, Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._message import WebhookMessageChanged, WebhookMessageOperation
from guildhall.operations.webhook._secret import FOUND, MESSAGE


class EditWebhookMessage(WebhookMessageOperation[WebhookMessageChanged]):
    """Change the text of a message that a webhook sent, and nothing else; mentions notify nobody.

    For one in a thread name the thread too.
    """

    spec = Spec(
        risk=Risk.WRITE,
        scope="webhooks:write",
        permission=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_WEBHOOKS,
        route=Route(f"PATCH {MESSAGE}"),
        finds=FOUND,
        source="resources/webhook#edit-webhook-message",
        idempotent=True,
    )
    content: MessageContent

    def preview(self, ports: Ports) -> Preview:
        """Show both texts."""
        message = self.said(ports)
        change = Change(field="content", before=message.content, after=self.content)
        state = seen(author=message.author.id, content=message.content)
        return Preview(
            summary="Edit a message of a webhook's", targets=(target_of(message),), changes=(change,), **state
        )

    def execute(self, ports: Ports) -> WebhookMessageChanged:
        """Edit it."""
        return self.change(ports, {"content": self.content, "allowed_mentions": {"parse": []}})

    def prior(self, ports: Ports) -> JsonValue:
        """Read the text."""
        return self.said(ports).content

    def reversal(self, prior: JsonValue, result: WebhookMessageChanged) -> Reversal | None:
        """Return the edit back; a message that had no text cannot be left without one."""
        names = {"webhook_id", "message_id", "thread_id"}
        arguments = {**self.model_dump(mode="json", include=names, exclude_none=True), "content": prior}
        lost = "Who saw it has seen it, and Discord's note of the change stays."
        back = Reversal(operation="webhook.edit_message", arguments=arguments, fidelity=Fidelity.PARTIAL, lost=lost)
        return back if prior else None
