"""Answering several questions at once: a menu of those that are open, and two buttons for the chosen ones.

Nobody keeps what was chosen: the message itself does. A choice comes to the door, which answers with the same menu in
which the chosen options are marked, and enables the buttons; a press of a button brings the message along, and with it
the marks. Whoever forged them would gain nothing, for each question is then pressed on its own, with all that takes.
Source: https://docs.discord.com/developers/components/reference#string-select
"""

from collections.abc import Mapping
from typing import Any

from guildhall.discord.limits import SELECT_OPTIONS_COUNT
from guildhall.errors import Json
from guildhall.surfaces.interactions.job import Presses
from guildhall.surfaces.interactions.presses import APPROVE, DENY
from guildhall.surfaces.interactions.wire import ComponentType

LISTING = "confirmation.list"
"""The operation whose answer carries the menu."""
MENU = "questions:choose"
OPTION_TEXT = 100
"""Characters of an option's label, and of its description."""
_BUTTONS = {APPROVE: ("Approve selected", 3), DENY: ("Deny selected", 2)}


def rows(questions: object) -> list[Json]:
    """Return the menu of open questions and its buttons, which wait for a choice; nothing where none is open."""
    listed = questions if isinstance(questions, list) else []
    options: list[Json] = []
    options += [_option(question) for question in listed[:SELECT_OPTIONS_COUNT]]
    return _with(options) if options else []


def chosen(components: object, values: object) -> list[Json] | None:
    """Return a message's menu and buttons once these are chosen; None where the message has no menu of ours."""
    wanted, options = values if isinstance(values, list) else [], _options(components)
    marked: list[Json] = [{**option, "default": option["value"] in wanted} for option in options]
    return _with(marked) if marked else None


def pressed(custom_id: str, components: object) -> Presses | None:
    """Return the presses that a button stands for; None when it is none of these, or nothing is chosen."""
    verb = next((verb for verb in _BUTTONS if custom_id == _button_id(verb)), None)
    marked = tuple(str(option["value"]) for option in _options(components) if option.get("default"))
    return Presses(verb, marked) if verb and marked else None


def _option(question: Mapping[str, Any]) -> dict[str, Json]:
    risk, may, approvals = question["risk"], question["you_may"], question["approvals"]
    label = f"{question['operation']} ({risk}, {approvals} approvals; you may {may})"
    return {
        "label": label[:OPTION_TEXT],
        "description": (str(question["summary"]) or label)[:OPTION_TEXT],
        "value": str(question["confirmation_id"]),
        "default": False,
    }


def _with(options: list[Json]) -> list[Json]:
    any_chosen = any(isinstance(option, Mapping) and option["default"] for option in options)
    menu: dict[str, Json] = {
        "type": int(ComponentType.STRING_SELECT),
        "custom_id": MENU,
        "placeholder": "Choose questions",
        "min_values": 0,
        "max_values": len(options),
        "options": options,
    }
    buttons: list[Json] = [
        {
            "type": int(ComponentType.BUTTON),
            "style": style,
            "label": label,
            "custom_id": _button_id(verb),
            "disabled": not any_chosen,
        }
        for verb, (label, style) in _BUTTONS.items()
    ]
    return [_row([menu]), _row(buttons)]


def _row(parts: list[Json]) -> dict[str, Json]:
    return {"type": int(ComponentType.ACTION_ROW), "components": parts}


def _button_id(verb: str) -> str:
    return f"questions:{verb}"


def _options(components: object) -> list[dict[str, Any]]:
    """Return the options of our menu in a message's components, as far as they are options."""
    rows = components if isinstance(components, list) else []
    parts = [part for row in rows if isinstance(row, dict) for part in row.get("components") or ()]
    menus = [part for part in parts if isinstance(part, dict) and part.get("custom_id") == MENU]
    return [
        {name: option[name] for name in ("label", "description", "value", "default") if name in option}
        for menu in menus
        for option in menu.get("options") or ()
        if isinstance(option, dict) and isinstance(option.get("value"), str)
    ]
