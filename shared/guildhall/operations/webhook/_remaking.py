"""A webhook that was deleted, made anew: under the same name in the same channel, and with another address."""

from pydantic import JsonValue

from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.webhook._shown import WebhookShown

_LOST = "Its address and its picture: whatever posts by the old address has to be told a new one by hand."


def look_of(webhook: WebhookShown) -> JsonValue:
    """Return what it takes to make it anew; nothing for one that follows another channel."""
    incoming = webhook.kind == "incoming"
    return {"channel_id": str(webhook.channel_id), "name": webhook.name} if incoming else None


def remaking(prior: JsonValue) -> Reversal | None:
    """Return its making anew, where it can be."""
    look = fields(prior)
    anew = Reversal(operation="webhook.create", arguments=look, fidelity=Fidelity.PARTIAL, lost=_LOST)
    return anew if look else None
