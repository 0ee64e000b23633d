"""`/help`: what can be done here, from the generated table."""

from collections.abc import Mapping
from typing import Any

from guildhall.surfaces.interactions import asking, markup
from guildhall.surfaces.interactions.messages import Paper, Tone
from guildhall.surfaces.interactions.wire import OptionType

_ASKING = (
    "Ask in your own words: mention this app in a message (`/allow-chat` says in which channels it may answer), or use "
    "`/ask` for an answer that only you see."
)
_INTRODUCTION = (
    "What you may not do in Discord yourself, you cannot do here either. What is hard to undo waits for a person's "
    "approval, and everything is written down (`/audit list`)."
)


def paper(document: Mapping[str, Any], wanted: str | None) -> Paper:
    """Return all commands, or how one is used.

    Args:
        document: The generated document.
        wanted: `channel list` or `channel.list`; None = all.
    """
    rows: Mapping[str, Any] = document["commands"]
    path = (wanted or "").strip().removeprefix("/").replace(".", " ")
    if path in rows:
        return _one(document, path)
    missing = [f"There is no command {markup.code('/' + path[:60])}. These are all:"] if path else []
    listed = [f"- `/{name}`: {row['description']}" for name, row in rows.items()]
    return Paper(Tone.READ, "What can be done here", (*(missing or [_ASKING, *_menus(), _INTRODUCTION]), *listed))


def _menus() -> list[str]:
    told = "; ".join(f"**{menu.name}**: {menu.about}" for menu in asking.MENUS.values())
    return [f"In the menu of a message, under Apps: {told}."]


def _one(document: Mapping[str, Any], path: str) -> Paper:
    row = document["commands"][path]
    forms = {form["name"] for form in row["forms"]}
    options = [_option(option, forms) for option in _registered(document, path).get("options", ())]
    told = options or ["It takes no options."]
    return Paper(Tone.READ, f"/{path}", (row["description"], *told))


def _registered(document: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Return a command as it is registered; the table and the registration are made together, so it is there."""
    level: list[Mapping[str, Any]] = document["registration"]
    found: Mapping[str, Any] = {}
    for name in path.split():
        found = next(entry for entry in level if entry["name"] == name)
        level = found.get("options", [])
    return found


def _option(option: Mapping[str, Any], forms: set[str]) -> str:
    needed = (
        " (needed)"
        if option.get("required")
        else " (asked for in a form if left out)"
        if option["name"] in forms
        else ""
    )
    picked = {
        OptionType.CHANNEL: " Pick a channel.",
        OptionType.USER: " Pick a person.",
        OptionType.ROLE: " Pick a role.",
    }
    return f"- `{option['name']}`{needed}: {option['description']}{picked.get(option['type'], '')}"
