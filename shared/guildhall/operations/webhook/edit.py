"""webhook.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.files import as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.webhook._changed import Changed
from guildhall.operations.webhook._moving import prove
from guildhall.operations.webhook._names import AVATAR_BYTES
from guildhall.operations.webhook._secret import BY_TOKEN
from guildhall.operations.webhook._shown import WebhookShown, target_of
from guildhall.operations.webhook._webhook import WebhookOperation


class EditWebhook(Changed, WebhookOperation[WebhookShown], Reasoned):
    """Rename a webhook, change its picture, or move it to another channel; its address stays."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="webhooks:manage",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_WEBHOOKS,
        route=Route("PATCH /webhooks/{webhook_id}"),
        same_as=(Route(f"PATCH {BY_TOKEN}"),),
        source="resources/webhook#modify-webhook",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what changes; prove the channel it goes to."""
        webhook, given = self.now(ports), pictures(self, ports, avatar=AVATAR_BYTES)
        prove(ports, webhook, self.name, self.target_channel_id)
        gone: dict[str, JsonValue] = {str(name): "" for name in self.clear}
        return Preview(
            summary=f"Edit the webhook {webhook.name}",
            targets=(target_of(webhook),),
            changes=diff({**self.was(webhook), "avatar": webhook.avatar}, self.given() | told(given) | gone),
            **seen(name=webhook.name, channel=webhook.channel_id, picture=webhook.avatar, **digests(given)),
        )

    def execute(self, ports: Ports) -> WebhookShown:
        """Edit it."""
        given = pictures(self, ports, avatar=AVATAR_BYTES)
        return WebhookShown.read(self.send(ports, body=body_of(self, without=given) | as_data(self, given)))

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is changed."""
        return self.was(self.now(ports))

    def reversal(self, prior: JsonValue, result: WebhookShown) -> Reversal | None:
        """Return the edit back."""
        return self.back(prior, result)
