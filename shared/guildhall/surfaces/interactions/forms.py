"""Modals: a command's long text, and why something is denied.

A modal has nowhere to keep the options that the command was given with but its own custom ids (100 characters each),
and the door keeps no state. So the options travel there, written as a query string, first in the modal's id and, as
far as it does not fit there, in those of its inputs:

    modal  form:message send?channel_id=41771983423143937
    input  content?reply_to=1035…

Whoever forges such an id gains nothing: it is a command of theirs, which passes the whole pipeline as any other.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

from guildhall.discord import limits
from guildhall.errors import Json
from guildhall.surfaces.interactions.asking import QUESTION_FORM
from guildhall.surfaces.interactions.table import CommandRow, Form, OptionValue
from guildhall.surfaces.interactions.wire import PARAGRAPH, ComponentType

PREFIX = "form:"
ABOUT = "ask:"
NOTE = "note"
NOTE_LENGTH = 300


def command_form(path: str, given: Mapping[str, OptionValue], asked: Sequence[Form]) -> dict[str, Json] | None:
    """Return the modal that asks for a command's texts; None when its other options do not fit into it."""
    state = urlencode({name: _written(value) for name, value in given.items()})
    ids = []
    for start in (f"{PREFIX}{path}", *(form.name for form in asked)):
        room = limits.CUSTOM_ID - len(start) - 1
        ids.append(f"{start}?{state[:room]}" if state else start)
        state = state[room:]
    if state:
        return None
    inputs = [_label(form.label, _input(custom_id, form)) for custom_id, form in zip(ids[1:], asked, strict=True)]
    return {"custom_id": ids[0], "title": f"/{path}"[: limits.MODAL_TITLE], "components": inputs}


def path_of(custom_id: str) -> str | None:
    """Return the path of the command whose modal this is; None when it is not a command's."""
    return custom_id.removeprefix(PREFIX).partition("?")[0] if custom_id.startswith(PREFIX) else None


def completed(custom_id: str, texts: Mapping[str, str], row: CommandRow) -> dict[str, OptionValue]:
    """Return a command's options: those it was given with and those from its modal."""
    parts = [custom_id.partition("?"), *(name.partition("?") for name in texts)]
    state = parse_qsl("".join(rest for _, _, rest in parts), keep_blank_values=True)
    options = {name: row.options[name].coerce(text) for name, text in state if name in row.options}
    return options | {name.partition("?")[0]: text for name, text in texts.items()}


def denial_form(custom_id: str) -> dict[str, Json]:
    """Return the modal that asks why something is denied."""
    field: dict[str, Json] = {
        "type": int(ComponentType.TEXT_INPUT),
        "custom_id": NOTE,
        "style": PARAGRAPH,
        "required": False,
        "max_length": NOTE_LENGTH,
    }
    why = _label("Why? (optional)", field) | {"description": "The person who asked will read it."}
    return {"custom_id": custom_id, "title": "Deny this request", "components": [why]}


def question_form(message_id: str) -> dict[str, Json]:
    """Return the modal that asks for a question about a message; what is submitted tells nothing more of it."""
    field = _label(QUESTION_FORM.label, _input(QUESTION_FORM.name, QUESTION_FORM))
    return {"custom_id": f"{ABOUT}{message_id}", "title": "Ask about this message", "components": [field]}


def message_of(custom_id: str) -> str | None:
    """Return the id of the message that a modal asks about; None when it asks about none."""
    message_id = custom_id.removeprefix(ABOUT)
    asks = message_id != custom_id and message_id.isascii() and message_id.isdigit()
    return message_id if asks else None


def _label(label: str, component: dict[str, Json]) -> dict[str, Json]:
    return {"type": int(ComponentType.LABEL), "label": label, "component": component}


def _input(custom_id: str, form: Form) -> dict[str, Json]:
    return {
        "type": int(ComponentType.TEXT_INPUT),
        "custom_id": custom_id,
        "style": PARAGRAPH,
        "required": True,
        "min_length": form.min_length,
        "max_length": form.max_length,
    }


def _written(value: OptionValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
