"""A question as its card shows it, and a card's parts and texts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from guildhall.execution.request import payload_digest
from guildhall.operations.preview import Preview
from guildhall.store.records import ConfirmationRecord
from tests.fakes.clock import NOON
from tests.fakes.guild import GENERAL, GUILD, IN_GENERAL, MODERATOR
from tests.fakes.platform import Rig

ID = "01m7wd7tg0khfe92arj3q2bz03"


def record(
    preview: Preview, *, client: str = "a client", reason: str | None = "spam", **more: Any
) -> ConfirmationRecord:
    rig = Rig()
    asked: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
    operation = rig.platform.build("message.bulk_delete", asked, rig.mcp(MODERATOR))
    fields: dict[str, Any] = {
        "confirmation_id": ID,
        "created_at": NOON,
        "expires_at": NOON + timedelta(minutes=30),
        "asker": replace(rig.mcp(MODERATOR), client=client),
        "guild_id": GUILD,
        "channel_id": GENERAL,
        "operation": "message.bulk_delete",
        "risk": "destructive",
        "arguments": {"reason": reason},
        "payload_digest": payload_digest(operation, GUILD),
        "preview": preview.model_dump(mode="json"),
        "fingerprint": preview.fingerprint,
        "audit_id": ID,
        **more,
    }
    return ConfirmationRecord(**fields)


RECORD = record(Preview(summary="Delete 2 messages", fingerprint="f"))


def with_preview(preview: Preview, **more: Any) -> ConfirmationRecord:
    return RECORD.model_copy(update={"preview": preview.model_dump(mode="json"), **more})


def parts(component: Any) -> Iterator[dict[str, Any]]:
    if isinstance(component, dict):
        if "type" in component:
            yield component
        for value in component.values():
            yield from parts(value)
    if isinstance(component, list):
        for value in component:
            yield from parts(value)


def texts(message: dict[str, Any]) -> list[str]:
    return [part["content"] for part in parts(message["components"]) if part["type"] == 10]
