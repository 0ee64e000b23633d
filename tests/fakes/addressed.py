"""Webhooks and invites of the fake guild, which an id or a code of their own names.

Discord's document answers for what one is; where it is, and that it is an incoming one or a guild's, is said here, for
what operations know of their place comes from these answers alone.
"""

from collections.abc import Callable
from dataclasses import replace

from pydantic import JsonValue

from tests.fakes.documented import answered
from tests.fakes.guild import GENERAL, GUILD
from tests.fakes.world import Sent, World

SECRET = "a-secret-that-nobody-may-see"
INCOMING = 1


def _webhook(world: World, sent: Sent) -> JsonValue:
    answer = answered(world, sent)
    assert isinstance(answer, dict)
    return {**answer, "type": INCOMING, "channel_id": GENERAL, "guild_id": GUILD, "token": SECRET}


def _said(world: World, sent: Sent) -> JsonValue:
    """A message of the webhook; the ids of its files are Discord's, and not the numbers that a request has for them."""
    body = {name: value for name, value in (sent.body or {}).items() if name != "attachments"}
    return answered(world, replace(sent, body=body))


ADDRESSED: dict[str, Callable[[World, Sent], JsonValue]] = {
    "GET /webhooks/{webhook_id}": _webhook,
    "POST /webhooks/{webhook_id}/{webhook_token}": _said,
}
