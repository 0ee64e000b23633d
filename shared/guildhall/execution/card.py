"""The card: who asks for exactly what, and what it does; buttons while it is open, the answer once it is not.

Components V2, so that the whole question stands in one frame. Nobody is pinged, and the frame stays below Discord's
total of 4000 characters, counted as UTF-16 does: the list of what is touched gets the room that the rest leaves, and
what does not fit is behind "Details".

Text from others is cut, escaped and freed of what cannot be seen, and it stands in “ ” or behind a quote's bar, which
nothing in it can end: a channel that is named like a sentence of ours is seen to be a name. Beside each name is its id.
Source: https://docs.discord.com/developers/components/reference
"""

from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from guildhall.discord.ids import UserId
from guildhall.discord.markdown import escape, excerpt
from guildhall.execution import changes
from guildhall.execution.changes import quoted
from guildhall.execution.session import had_read
from guildhall.operations import naming
from guildhall.operations.preview import Preview, Target
from guildhall.store.records import ConfirmationRecord, ConfirmationStatus

IS_COMPONENTS_V2 = 1 << 15
_CONTAINER, _ACTION_ROW, _BUTTON, _TEXT, _SEPARATOR = 17, 1, 2, 10, 14
_GREEN, _RED, _GREY = 3, 4, 2
_COLOURS = {"destructive": 0xD83C3E, "sensitive": 0xE67E22, "write": 0x3498DB}
_SETTLED_COLOUR = 0x747F8D
_MOST_CHARACTERS = 3900
_NAME, _SENTENCE, _VALUE, _WHOLE_VALUE = 100, 200, 80, 2000
_FEW_CHANGES = 10

type Component = dict[str, JsonValue]


def question(record: ConfirmationRecord) -> dict[str, JsonValue]:
    """Return the message that asks."""
    several = f" ({len(record.approved_by) + 1} of {record.needs_approvals})" if record.needs_approvals > 1 else ""
    buttons: Component = {
        "type": _ACTION_ROW,
        "components": [
            _button(record, "approve", f"Approve{several}", _RED if record.risk == "destructive" else _GREEN),
            _button(record, "deny", "Deny", _GREY),
            _button(record, "details", "Details", _GREY),
        ],
    }
    return _message([*_body(record), buttons], _COLOURS.get(record.risk, _SETTLED_COLOUR))


def settled(record: ConfirmationRecord, verdict: str) -> dict[str, JsonValue]:
    """Return the message once it is answered: the same question, the verdict (of `verdict`), no buttons."""
    ending = _text(verdict)
    return _message([*_body(record, verdict), {"type": _SEPARATOR}, ending], _SETTLED_COLOUR)


def verdict(record: ConfirmationRecord) -> str:
    """Return how a question, denied, expired or done, was answered, in Markdown."""
    if record.status is ConfirmationStatus.EXPIRED:
        return f"Expired: {_who_was_missing(record)}. Nothing was done."
    if record.status is ConfirmationStatus.DENIED:
        return f"Denied by <@{record.decided_by}>{f': {quoted(record.note, _SENTENCE)}' if record.note else '.'}"
    outcome = record.outcome or {}
    by = _people(record.approved_by or (record.decided_by,))
    if outcome.get("ok"):
        return f"Approved by {by}. Done."
    error = outcome.get("error")
    told = error if isinstance(error, dict) else {}
    words = [excerpt(str(told[part]), _SENTENCE) for part in ("message", "hint") if told.get(part)]
    return f"Approved by {by}, but for <@{record.asker.user_id}> it failed: {' '.join(words)}"


def notice(record: ConfirmationRecord) -> dict[str, JsonValue]:
    """Return the message that tells the asker that their question is over."""
    summary = excerpt(str(record.preview.get("summary", "")), _SENTENCE)
    told = f"Nothing was done: {_who_was_missing(record)}. Ask for it anew if it is still wanted."
    content = f"{told}\n> {summary}\n-# `{record.operation}` · {record.confirmation_id}"
    return {"content": content, "allowed_mentions": {"parse": []}}


def details(record: ConfirmationRecord) -> str:
    """Return everything that is touched, line by line, for the eyes of somebody who may approve it."""
    preview = Preview.model_validate(record.preview)
    lines = [_line(target) for target in preview.targets] or ["No single target."]
    changed = [changes.line(change, _WHOLE_VALUE) for change in preview.changes]
    foot = [f"-# {_amount(preview)}", f"-# {record.confirmation_id}"]
    return "\n".join([f"> {escape(preview.summary)}", *lines, *changed, *foot])


def _who_was_missing(record: ConfirmationRecord) -> str:
    if not record.approved_by:
        return "nobody answered in time"
    return f"only {_people(record.approved_by)} approved it in time, and it takes {record.needs_approvals}"


def _people(user_ids: Iterable[UserId | None]) -> str:
    return " and ".join(f"<@{user_id}>" for user_id in user_ids)


def _message(inside: Sequence[Component], colour: int) -> dict[str, JsonValue]:
    container: Component = {"type": _CONTAINER, "accent_color": colour, "components": list(inside)}
    return {"flags": IS_COMPONENTS_V2, "components": [container], "allowed_mentions": {"parse": []}}


def _text(content: str) -> Component:
    return {"type": _TEXT, "content": content}


def _button(record: ConfirmationRecord, verb: str, label: str, style: int) -> Component:
    return {"type": _BUTTON, "style": style, "label": label, "custom_id": f"confirm:{verb}:{record.confirmation_id}"}


def _body(record: ConfirmationRecord, answer: str = "") -> list[Component]:
    """Return the question; an answer is shown below it, and then nothing is said any more of what it still needs."""
    preview, asker = Preview.model_validate(record.preview), record.asker
    through = f" through {quoted(asker.client, _VALUE)}" if asker.client else ""
    reason = record.arguments.get("reason")
    said = [
        f"### {'Undo: ' if record.undo else ''}{naming.title(record.operation)}",
        f"> {excerpt(preview.summary, _SENTENCE)}",
        f"<@{asker.user_id}> (`{asker.user_id}`) asks{through}: `{record.operation}`",
        f"Where: <#{record.channel_id}> (`{record.channel_id}`)" if record.channel_id else "",
        f"Reason: {quoted(reason, _SENTENCE)}" if isinstance(reason, str) and reason else "",
    ]
    head, foot = "\n".join(filter(None, said)), _foot(record, preview, is_open=not answer)
    listed = _listed(preview, _MOST_CHARACTERS - _length(answer) - _length(head) - _length(foot))
    return [_text(part) for part in (head, listed, foot) if part]


def _foot(record: ConfirmationRecord, preview: Preview, *, is_open: bool) -> str:
    """Return what weighs on the decision: what cannot be undone, why to look twice, who approved, how much it is."""
    looks = had_read(tainted=record.tainted, private=record.private)
    weighs = [
        f"**Cannot be undone:** {excerpt(preview.irreversible, _SENTENCE)}" if preview.irreversible else "",
        *(f"**Look twice: {why}.**" for why in looks),
        *(_still(record, preview) if is_open else [f"-# {record.risk} · {record.confirmation_id}"]),
    ]
    return "\n".join(filter(None, weighs))


def _still(record: ConfirmationRecord, preview: Preview) -> list[str]:
    """Return what an open question needs, takes and waits for."""
    expiry = int(record.expires_at.timestamp())
    given = f": {_people(record.approved_by)}" if record.approved_by else ", by different people"
    return [
        f"**{len(record.approved_by)} of {record.needs_approvals} approvals**{given}"
        if record.needs_approvals > 1
        else "",
        f"-# {_amount(preview)}",
        f"-# {preview.budget}" if preview.budget else "",
        f"-# {record.risk} · until <t:{expiry}:t>, <t:{expiry}:R> · {record.confirmation_id}",
    ]


def _amount(preview: Preview) -> str:
    """Return how far it reaches, in numbers."""
    counts = {"target": len(preview.targets), "change": len(preview.changes), "request": preview.requests}
    told = [f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items() if n or what == "request"]
    return f"{' · '.join(told)} to Discord"


def _listed(preview: Preview, room: int) -> str:
    """Return as many targets and changes as there is room for, one a line."""
    changed = [changes.line(change, _VALUE) for change in preview.changes[:_FEW_CHANGES]]
    entries = [*changed, *(_line(target) for target in preview.targets)]
    hidden = len(preview.changes) + len(preview.targets)
    lines: list[str] = []
    room -= _length(_more(hidden)) + 1
    for entry in entries:
        room -= _length(entry) + 1
        if room < 0:
            break
        lines.append(entry)
    hidden -= len(lines)
    return "\n".join([*lines, _more(hidden)] if hidden else lines)


def _more(count: int) -> str:
    return f"… and {count} more: press Details for all of them."


def _line(target: Target) -> str:
    detail = f": {quoted(target.detail, _VALUE)}" if target.detail else ""
    return f"- {quoted(target.label, _NAME)} (`{target.id}`){detail}"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
