"""An entry of Discord's log."""

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, JsonValue

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import Snowflake, UserId
from guildhall.discord.reasons import audit_id_in
from guildhall.operations.audit_log_actions import ACTIONS
from guildhall.operations.fields import By, OurText
from guildhall.operations.reversal import fields
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

_LONG = 300


def _short(value: Any) -> Any:
    """Return a value of a change as a text: Discord has texts, numbers and lists here."""
    if isinstance(value, str) or value is None:
        return value if value is None or len(value) <= _LONG else f"{value[: _LONG - 1]}…"
    told = json.dumps(value, ensure_ascii=False)
    return told if len(told) <= _LONG else f"{told[: _LONG - 1]}…"


class EntryChange(Shown):
    """What became different; what was or is nothing is null."""

    field: OurText = At("key", default="")
    before: Annotated[str | None, BeforeValidator(_short)] = At("old_value", default=None)
    after: Annotated[str | None, BeforeValidator(_short)] = At("new_value", default=None)


class EntryShown(Shown):
    """What was done, by whom, to what, and why; `audit_id` leads to our own trail where this platform did it."""

    entry_id: Snowflake = At("id")
    at: datetime
    action: Annotated[OurText, worded(ACTIONS)] = At("action_type")
    by_user_id: UserId | None = At("user_id", default=None)
    by_username: Annotated[str, By("by_user_id")] = ""
    target_id: Snowflake | None = None
    target_username: Annotated[str, By("target_id")] = ""
    reason: str = ""
    audit_id: OurText = ""
    details: Annotated[str, BeforeValidator(_short)] = At("options", default="")
    changes: tuple[EntryChange, ...] = ()


def entries_of(answer: JsonValue) -> list[EntryShown]:
    """Return the entries of an answer, the newest first, with the names of the accounts that they mention."""
    told = fields(answer)
    users, listed = told.get("users"), told.get("audit_log_entries")
    people = [fields(user) for user in users] if isinstance(users, list) else []
    names = {str(user.get("id")): str(user.get("username") or "") for user in people}
    entries = [fields(entry) for entry in listed] if isinstance(listed, list) else []
    return [EntryShown.read({**entry, **_made(entry, names)}) for entry in entries]


def _made(entry: dict[str, JsonValue], names: dict[str, str]) -> dict[str, JsonValue]:
    reason = entry.get("reason")
    return {
        "at": moment_of_snowflake(str(entry.get("id"))).isoformat(),
        "by_username": names.get(str(entry.get("user_id")), ""),
        "target_username": names.get(str(entry.get("target_id")), ""),
        "audit_id": audit_id_in(reason if isinstance(reason, str) else None) or "",
    }
