"""The card: who asks for exactly what, and what it does; buttons while it is open, the answer once it is not.

Components V2, so that the whole question stands in one frame. All text from others is cut and escaped, nobody is
pinged, and the frame stays below Discord's total of 4000 characters, counted as UTF-16 does: the list of what is
touched gets the room that the rest leaves, and what does not fit is behind "Details".
Source: https://docs.discord.com/developers/components/reference
"""

from collections.abc import Sequence

from pydantic import JsonValue

from guildhall.discord.markdown import escape, excerpt
from guildhall.execution.session import had_read
from guildhall.operations.preview import Change, Preview, Target
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
    buttons: Component = {
        "type": _ACTION_ROW,
        "components": [
            _button(record, "approve", "Approve", _RED if record.risk == "destructive" else _GREEN),
            _button(record, "deny", "Deny", _GREY),
            _button(record, "details", "Details", _GREY),
        ],
    }
    return _message([*_body(record), buttons], _COLOURS.get(record.risk, _SETTLED_COLOUR))


def settled(record: ConfirmationRecord, verdict: str) -> dict[str, JsonValue]:
    """Return the message once it is answered: the same question, the verdict (of `verdict`), no buttons."""
    ending = _text(verdict)
    return _message([*_body(record, _length(verdict)), {"type": _SEPARATOR}, ending], _SETTLED_COLOUR)


def verdict(record: ConfirmationRecord) -> str:
    """Return how a question, denied, expired or done, was answered, in Markdown."""
    if record.status is ConfirmationStatus.EXPIRED:
        return "Expired: nobody answered in time. Nothing was done."
    if record.status is ConfirmationStatus.DENIED:
        return f"Denied by <@{record.decided_by}>{f': {excerpt(record.note, _SENTENCE)}' if record.note else '.'}"
    outcome = record.outcome or {}
    if outcome.get("ok"):
        return f"Approved by <@{record.decided_by}>. Done."
    error = outcome.get("error")
    told = error if isinstance(error, dict) else {}
    words = [excerpt(str(told[part]), _SENTENCE) for part in ("message", "hint") if told.get(part)]
    return f"Approved by <@{record.decided_by}>, but for <@{record.asker.user_id}> it failed: {' '.join(words)}"


def details(record: ConfirmationRecord) -> str:
    """Return everything that is touched, line by line, for the eyes of somebody who may approve it."""
    preview = Preview.model_validate(record.preview)
    lines = [_line(target) for target in preview.targets] or ["No single target."]
    changes = [_change(change, _WHOLE_VALUE) for change in preview.changes]
    return "\n".join([f"**{escape(preview.summary)}**", *lines, *changes, f"-# {record.confirmation_id}"])


def _message(inside: Sequence[Component], colour: int) -> dict[str, JsonValue]:
    container: Component = {"type": _CONTAINER, "accent_color": colour, "components": list(inside)}
    return {"flags": IS_COMPONENTS_V2, "components": [container], "allowed_mentions": {"parse": []}}


def _text(content: str) -> Component:
    return {"type": _TEXT, "content": content}


def _button(record: ConfirmationRecord, verb: str, label: str, style: int) -> Component:
    return {"type": _BUTTON, "style": style, "label": label, "custom_id": f"confirm:{verb}:{record.confirmation_id}"}


def _body(record: ConfirmationRecord, taken: int = 0) -> list[Component]:
    """Return the question; `taken` characters of the frame are somebody else's."""
    preview = Preview.model_validate(record.preview)
    through = f" through {excerpt(record.asker.client, _VALUE)}" if record.asker.client else ""
    where = f" in <#{record.channel_id}>" if record.channel_id else ""
    reason = record.arguments.get("reason")
    said = f"\nReason: {excerpt(reason, _SENTENCE)}" if isinstance(reason, str) and reason else ""
    asked = f"<@{record.asker.user_id}> asks{through}: `{record.operation}`{said}"
    head = f"### {excerpt(preview.summary, _SENTENCE)}{where}\n{asked}"
    warning = f"**{excerpt(preview.irreversible, _SENTENCE)}**\n" if preview.irreversible else ""
    expiry = int(record.expires_at.timestamp())
    warning += "".join(f"**Look twice: {why}.**\n" for why in had_read(tainted=record.tainted, private=record.private))
    foot = f"{warning}-# {record.risk} · until <t:{expiry}:t> · {record.confirmation_id}"
    listed = _listed(preview, _MOST_CHARACTERS - taken - _length(head) - _length(foot))
    return [_text(part) for part in (head, listed, foot) if part]


def _listed(preview: Preview, room: int) -> str:
    """Return as many targets and changes as there is room for, one a line."""
    changes = [_change(change, _VALUE) for change in preview.changes[:_FEW_CHANGES]]
    entries = [*changes, *(_line(target) for target in preview.targets)]
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
    detail = f": {excerpt(target.detail)}" if target.detail else ""
    return f"- {excerpt(target.label, _NAME)}{detail}"


def _change(change: Change, length: int) -> str:
    before, after = (_shown(value, length) for value in (change.before, change.after))
    return f"- {excerpt(change.field, _NAME)}: {before} → **{after}**"


def _shown(value: JsonValue, length: int) -> str:
    return "none" if value is None or value == "" else excerpt(str(value), length) or "blank"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
