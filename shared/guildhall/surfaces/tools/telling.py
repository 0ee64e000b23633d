"""What a caller is told: text to read beside the structured result, both for the same outcome."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from guildhall.errors import GuildhallError, InvalidArguments
from guildhall.execution.outcome import Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.operations.preview import UNSHOWN, Preview
from guildhall.surfaces.tools.fence import fenced
from guildhall.surfaces.tools.markdown import render
from guildhall.surfaces.tools.table import Entry

TEXT_MAX_CHARACTERS = 30_000
_PAGE = "next_"
_SAID = frozenset({"step", "problems"})
"""Details that the failure's message says already."""


@dataclass(frozen=True, slots=True)
class Told:
    """A tool's answer.

    Attributes:
        text: For people and models; what came from Discord stands inside a fence.
        structured: For programs; fits the tool's output schema.
        failed: Whether the call failed.
        code: `ok`, or the failure's code; for logs.
    """

    text: str
    structured: dict[str, JsonValue] = field(default_factory=dict)
    failed: bool = False
    code: str = "ok"


def of_outcome(entry: Entry, outcome: Outcome) -> Told:
    """Tell how a call went."""
    if isinstance(outcome, Previewed):
        return _previewed(entry, outcome)
    if isinstance(outcome, NeedsConfirmation):
        return _needs_confirmation(entry, outcome)
    return of_result(entry, outcome.result) if entry.reads_only else _done(entry, outcome)


def of_result(entry: Entry, result: dict[str, JsonValue]) -> Told:
    """Tell what was read."""
    return Told("\n".join((f"**{entry.title}**", _from_discord(result), *_pages(result))), result)


def of_our_own(entry: Entry, result: dict[str, JsonValue], first: str = "") -> Told:
    """Tell what is ours and holds no word of Discord's users; `first` stands above the result."""
    lines = (f"**{entry.title}**", first, render(result, TEXT_MAX_CHARACTERS))
    return Told("\n".join(line for line in lines if line), result)


def teach(entry: Entry, refusal: InvalidArguments) -> None:
    """Let a refusal show arguments that fit, where it says which of those that were given do not."""
    if refusal.details.get("problems"):
        refusal.hint = f"{refusal.hint} {like_this(entry)}"


def like_this(entry: Entry) -> str:
    """Return the arguments of a likely call, in a sentence."""
    return f"Arguments that fit, with ids that are made up: {json.dumps(entry.example, ensure_ascii=False)}"


def of_failure(failure: GuildhallError) -> Told:
    """Tell what went wrong and what to do next."""
    error = failure.to_dict()
    code, details = str(error["code"]), error.get("details")
    lines = [f"**Failed ({code}).** {error['message']}", str(error.get("hint", ""))]
    shown = (
        {key: _plain(value) for key, value in details.items() if key not in _SAID} if isinstance(details, dict) else {}
    )
    if shown:
        lines.append(_from_discord(shown))
    return Told("\n".join(line for line in lines if line), {"error": _plain(error)}, failed=True, code=code)


def _done(entry: Entry, outcome: Completed) -> Told:
    text = f"**{entry.title}: done.** Audit id {outcome.audit_id}.\n{_from_discord(outcome.result)}"
    return Told(text, {**_head(entry, "completed"), "result": outcome.result, "audit_id": outcome.audit_id})


def _previewed(entry: Entry, outcome: Previewed) -> Told:
    lines = [
        f"**{entry.title}: preview. Nothing was changed.** Risk: {entry.risk}.",
        *_preview_lines(outcome.preview),
        f"To do exactly this, call again with the same arguments, dry_run=false and plan_id={outcome.plan_id} "
        f"before {_moment(outcome.expires_at)}; if the target changes until then, it is refused.",
    ]
    if outcome.needs_human:
        lines.append("A human then has to approve it on a card in Discord; no argument replaces that.")
    structured = {
        **_head(entry, "previewed"),
        "preview": _preview(outcome.preview),
        "plan_id": outcome.plan_id,
        "needs_human": outcome.needs_human,
        "expires_at": outcome.expires_at.isoformat(),
    }
    return Told("\n".join(lines), structured)


def _needs_confirmation(entry: Entry, outcome: NeedsConfirmation) -> Told:
    lines = [
        f"**{entry.title}: waits for a human. Nothing was changed yet.** Risk: {entry.risk}.",
        f"A card with buttons is in {outcome.where}; it expires at {_moment(outcome.expires_at)}.",
        "Only a person with the right to do this can approve it, there. Tell them, and do not call this again.",
        f"The outcome: confirmation_get with confirmation_id={outcome.confirmation_id}.",
        *_preview_lines(outcome.preview),
    ]
    structured = {
        **_head(entry, "needs_confirmation"),
        "preview": _preview(outcome.preview),
        "confirmation_id": outcome.confirmation_id,
        "where": outcome.where,
        "expires_at": outcome.expires_at.isoformat(),
    }
    return Told("\n".join(lines), structured)


def _head(entry: Entry, status: str) -> dict[str, JsonValue]:
    return {"status": status, "operation": entry.operation, "risk": entry.risk}


def _preview(preview: Preview) -> dict[str, JsonValue]:
    dumped: dict[str, JsonValue] = preview.model_dump(mode="json", exclude=set(UNSHOWN))
    return dumped


def _preview_lines(preview: Preview) -> list[str]:
    lines = [_from_discord(preview_shown(preview))]
    if preview.requests > 1:
        lines.append(f"Takes {preview.requests} requests to Discord.")
    if preview.budget:
        lines.append(preview.budget)
    if preview.irreversible:
        lines.append(f"Cannot be undone: {preview.irreversible}")
    return lines


def preview_shown(preview: Preview) -> dict[str, JsonValue]:
    """Return what is shown of a preview; it holds words of Discord's users."""
    shown: dict[str, JsonValue] = preview.model_dump(mode="json", include={"summary", "targets"}, exclude_defaults=True)
    if preview.changes:
        shown["changes"] = [
            {"field": change.field, "before": _value(change.before), "after": _value(change.after)}
            for change in preview.changes
        ]
    return shown


def _value(value: JsonValue) -> JsonValue:
    return "(nothing)" if value in (None, "", [], {}) else value


def _pages(result: dict[str, JsonValue]) -> list[str]:
    return [
        f"There is more: call again with {key.removeprefix(_PAGE)}={value}."
        for key, value in result.items()
        if key.startswith(_PAGE) and isinstance(value, str)
    ]


def _from_discord(value: dict[str, JsonValue]) -> str:
    return fenced(render(value, TEXT_MAX_CHARACTERS))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _plain(value: object) -> JsonValue:
    """Return a failure's details as JSON; what is not JSON is told by its type."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return type(value).__name__
