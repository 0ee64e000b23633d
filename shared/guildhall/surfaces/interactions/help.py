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


_MORE = "`/help command:channel` tells what a group can do, `/help command:channel list` how one command is used."


def paper(document: Mapping[str, Any], wanted: str | None) -> Paper:
    """Return all commands, those of a group, or how one is used.

    Args:
        document: The generated document.
        wanted: `channel list` or `channel.list`; `channel` = a group; None = all.
    """
    rows: Mapping[str, Any] = document["commands"]
    path = (wanted or "").strip().removeprefix("/").replace(".", " ")
    if path in rows:
        return _one(document, path)
    if path in (groups := _groups(document)):
        return Paper(Tone.READ, f"/{path}", (groups[path], *_commands(rows, path)))
    missing = [f"There is no command {markup.code('/' + path[:60])}. These are all:"] if path else []
    before = missing or [_ASKING, *_menus(), _INTRODUCTION]
    return Paper(Tone.READ, "What can be done here", (*before, _MORE, *_summary(rows, groups)))


def _groups(document: Mapping[str, Any]) -> dict[str, str]:
    """Return what each group is about, by name."""
    return {
        command["name"]: command["description"]
        for command in document["registration"]
        if any(inner["type"] == OptionType.SUBCOMMAND for inner in command.get("options", ()))
    }


def _commands(rows: Mapping[str, Any], group: str) -> list[str]:
    return [f"- `/{path}`: {row['description']}" for path, row in rows.items() if path.startswith(f"{group} ")]


def _summary(rows: Mapping[str, Any], groups: Mapping[str, str]) -> list[str]:
    """Return a line for each group with the names of its commands, and one for each command that stands alone."""
    verbs: dict[str, list[str]] = {}
    for name, _, verb in (path.partition(" ") for path in rows):
        verbs.setdefault(name, []).append(verb)
    lines = {name: f"`/{name}` {', '.join(verbs[name])}: {about}" for name, about in groups.items()}
    return [f"- {lines.get(name) or f'`/{name}`: {rows[name]["description"]}'}" for name in verbs]


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
