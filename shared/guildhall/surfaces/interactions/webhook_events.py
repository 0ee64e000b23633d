"""Discord's webhook events: the application was installed or removed, told without a gateway.

Source: https://docs.discord.com/developers/events/webhook-events
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from guildhall.surfaces.interactions.job import InstallationJob, JobKind
from guildhall.surfaces.interactions.wire import Integration, WebhookType

_KINDS = {"APPLICATION_AUTHORIZED": JobKind.INSTALLED, "APPLICATION_DEAUTHORIZED": JobKind.UNINSTALLED}


def read(document: Mapping[str, Any], received_at: datetime) -> InstallationJob | None:
    """Return what a webhook event asks us to do; None when it asks for nothing (a PING, an event of no concern).

    Raises:
        ValueError: It is no webhook event.
    """
    if document.get("type") == WebhookType.PING:
        return None
    event = document.get("event")
    if document.get("type") != WebhookType.EVENT or not isinstance(event, Mapping):
        raise ValueError("no webhook event")
    kind, data = _KINDS.get(str(event.get("type"))), event.get("data")
    if kind is None or not isinstance(data, Mapping):
        return None
    guild_id = _id(data.get("guild"))
    if kind is JobKind.INSTALLED and (guild_id is None or data.get("integration_type") == Integration.USER):
        return None
    return InstallationJob(kind=kind, guild_id=guild_id, user_id=_id(data.get("user")), at=_at(event, received_at))


def _id(thing: object) -> str | None:
    found = thing.get("id") if isinstance(thing, Mapping) else None
    return found if isinstance(found, str) and found.isascii() and found.isdigit() else None


def _at(event: Mapping[str, Any], received_at: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(str(event.get("timestamp")))
    except ValueError:
        return received_at
    return at if at.tzinfo else at.replace(tzinfo=received_at.tzinfo)
