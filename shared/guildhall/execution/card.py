"""The card: who asks for exactly what, and what it does; buttons while it is open, the answer once it is not.

Components V2, so that the whole question stands in one frame. All text from others is escaped, nobody is pinged, and
the
frame stays below Discord's total of 4000 characters: what does not fit is behind "Details".
Source: https://docs.discord.com/developers/components/reference
"""

from collections.abc import Sequence

from pydantic import JsonValue

from guildhall.discord.markdown import escape, excerpt
from guildhall.operations.preview import Preview, Target
from guildhall.store.records import ConfirmationRecord

IS_COMPONENTS_V2 = 1 << 15
_CONTAINER, _ACTION_ROW, _BUTTON, _TEXT, _SEPARATOR = 17, 1, 2, 10, 14
_GREEN, _RED, _GREY = 3, 4, 2
_COLOURS = {"destructive": 0xD83C3E, "sensitive": 0xE67E22, "write": 0x3498DB}
_SETTLED_COLOUR = 0x747F8D
_LIST_CHARACTERS = 2200

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
    """Return the message once it is answered: the same question, the verdict (ours, in Markdown), no buttons."""
    return _message([*_body(record), {"type": _SEPARATOR}, _text(verdict)], _SETTLED_COLOUR)


def details(record: ConfirmationRecord) -> str:
    """Return everything that is touched, line by line, for the eyes of somebody who may approve it."""
    preview = Preview.model_validate(record.preview)
    lines = [_line(target) for target in preview.targets] or ["No single target."]
    changes = _changes(preview)
    return "\n".join([f"**{escape(preview.summary)}**", *lines, *changes, f"-# {record.confirmation_id}"])


def _message(inside: Sequence[Component], colour: int) -> dict[str, JsonValue]:
    container: Component = {"type": _CONTAINER, "accent_color": colour, "components": list(inside)}
    return {"flags": IS_COMPONENTS_V2, "components": [container], "allowed_mentions": {"parse": []}}


def _text(content: str) -> Component:
    return {"type": _TEXT, "content": content}


def _button(record: ConfirmationRecord, verb: str, label: str, style: int) -> Component:
    return {"type": _BUTTON, "style": style, "label": label, "custom_id": f"confirm:{verb}:{record.confirmation_id}"}


def _body(record: ConfirmationRecord) -> list[Component]:
    preview = Preview.model_validate(record.preview)
    through = f" through {excerpt(record.asker.client, 60)}" if record.asker.client else ""
    where = f" in <#{record.channel_id}>" if record.channel_id else ""
    reason = record.arguments.get("reason")
    said = f"\nReason: {excerpt(reason, 200)}" if isinstance(reason, str) and reason else ""
    head = f"### {escape(preview.summary)}{where}\n<@{record.asker.user_id}> asks{through}: `{record.operation}`{said}"
    parts = [_text(head)]
    inside = _listed(preview.targets) + _changes(preview)
    if inside:
        parts.append(_text("\n".join(inside)))
    expiry = int(record.expires_at.timestamp())
    warning = f"**{escape(preview.irreversible)}**\n" if preview.irreversible else ""
    parts.append(_text(f"{warning}-# {record.risk} · until <t:{expiry}:t> · {record.confirmation_id}"))
    return parts


def _listed(targets: Sequence[Target]) -> list[str]:
    lines: list[str] = []
    room = _LIST_CHARACTERS
    for place, target in enumerate(targets):
        line = _line(target)
        room -= len(line) + 1
        if room < 0:
            return [*lines, f"… and {len(targets) - place} more: press Details for all of them."]
        lines.append(line)
    return lines


def _line(target: Target) -> str:
    detail = f": {excerpt(target.detail)}" if target.detail else ""
    return f"- {escape(target.label)}{detail}"


def _changes(preview: Preview) -> list[str]:
    return [
        f"- {escape(change.field)}: {_shown(change.before)} → **{_shown(change.after)}**"
        for change in preview.changes[:10]
    ]


def _shown(value: JsonValue) -> str:
    return "none" if value is None or value == "" else excerpt(str(value), 80)
