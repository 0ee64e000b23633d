"""How a webhook's secret is used without anybody seeing it.

A webhook's secret lets whoever holds it speak in its channel for ever, so nobody holds it here. Where a route has it in
its path, it is read from Discord in the same moment, as the bot may that manages webhooks, and goes into that one
request: no field, result, preview, error or log of ours ever has it, and Discord's limits are told by its hash.
"""

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from guildhall.discord.files import Files
from guildhall.discord.ids import WebhookId
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Query

GET_WEBHOOK = Route("GET /webhooks/{webhook_id}")
BY_TOKEN = "/webhooks/{webhook_id}/{webhook_token}"  # noqa: S105 - a path
FOUND = frozenset({"webhook_token"})
MESSAGE = BY_TOKEN + "/messages/{message_id}"


def secretly(
    ports: Ports,
    webhook_id: WebhookId,
    route: Route,
    *,
    path: Mapping[str, str] | None = None,
    query: Query | None = None,
) -> Callable[[Mapping[str, JsonValue] | None, Files | None], JsonValue]:
    """Return what sends a body, and files, by a route whose path holds the webhook's secret.

    Raises:
        InvalidArguments: Discord does not tell the bot the secret.
        DiscordError: The webhook is not there.
    """
    answer = ports.discord.call(GET_WEBHOOK, {"webhook_id": webhook_id})
    token = answer.get("token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token:
        raise mute()
    filled = {**(path or {}), "webhook_id": str(webhook_id), "webhook_token": token}
    return lambda body, files: ports.discord.call(route, filled, query=query, body=body, files=files)


def mute() -> InvalidArguments:
    """Return the refusal for a webhook through which the bot cannot speak."""
    return InvalidArguments(
        "Nothing can be sent through that webhook: it belongs to another application, or follows another channel.",
        "Name one that can_speak, or make one.",
    )
