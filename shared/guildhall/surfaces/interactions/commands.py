"""The slash commands, derived from the catalogue: groups are resources, subcommands are verbs.

    operations/channel/list.py        →  /channel list
    operations/message/bulk_delete.py →  /message bulk_delete channel_id:#general message_ids:…

`generate()` imports the whole catalogue, so it runs at build time; doors read what it wrote (`table`).
Source: https://docs.discord.com/developers/interactions/application-commands
"""

import importlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import reduce
from itertools import groupby
from typing import Any

from guildhall.discord import limits
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations import catalogue, naming
from guildhall.operations.base import ChannelOperation
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from guildhall.surfaces.interactions import asking, options, setup, table
from guildhall.surfaces.interactions.fitting import characters, fitted
from guildhall.surfaces.interactions.options import Described, Inexpressible
from guildhall.surfaces.interactions.phrases import cut
from guildhall.surfaces.interactions.table import DRY_RUN, CommandRow, Option
from guildhall.surfaces.interactions.wire import IN_GUILDS, CommandType, OptionType

ALIASES: Mapping[str, str] = {"allow-chat": "chat.allow", "disallow-chat": "chat.disallow"}
"""Commands of their own for operations that people look for by another name."""

HELP = "help"
LAST = frozenset({"reason"})
"""Options that are seldom given, behind the others."""
PINNED = frozenset({"guild_id"})
"""Fields that the place where the command is given decides."""

_NAME = re.compile(rf"[-_a-z0-9]{{1,{limits.COMMAND_NAME}}}", re.ASCII)


class CommandsIllegal(Exception):
    """The catalogue makes commands that Discord would refuse; the message lists every reason."""


def generate() -> dict[str, Any]:
    """Return the generated document.

    Returns:
        `registration`: the body of PUT /applications/{id}/commands · `commands`: rows of `table.CommandTable` by path ·
        `operations`: all names · `left_out`: operations that no command can express, or not wholly, with the reason.

    Raises:
        CommandsIllegal: Discord would refuse them.
    """
    left_out: dict[str, str] = {}
    made = {operation.full_name(): _subcommand(operation, left_out) for operation in catalogue.every()}
    expressed = {name: command for name, command in made.items() if command is not None}
    groups = [_fitted(group, left_out) for group in _groups(expressed)]
    registration = [*groups, *_aliases(expressed), _help(), setup.registration(), *asking.registration()]
    problems = list(violations(registration))
    if problems:
        raise CommandsIllegal("\n".join(problems))
    rows = {" ".join(naming.command_path(name)): row for name, (_, row) in expressed.items()}
    rows |= {alias: expressed[name][1] for alias, name in ALIASES.items() if name in expressed}
    rows[asking.ASK] = asking.ROW
    rows[setup.SETUP] = setup.ROW
    rows[HELP] = CommandRow(_help()["description"], None, private=True, options=_help_options())
    return {
        "registration": registration,
        "commands": {path: row.to_json() for path, row in sorted(rows.items())},
        "operations": list(catalogue.names()),
        "left_out": left_out,
    }


def _fitted(group: dict[str, Any], left_out: dict[str, str]) -> dict[str, Any]:
    command, without = fitted(group, limits.COMMAND_TOTAL)
    for name in without:
        verb, option = name.split()
        told = f"/{group['name']} has no room for {option}"
        left_out[f"{group['name']}.{verb}"] = "; ".join(filter(None, [left_out.get(f"{group['name']}.{verb}"), told]))
    return command


def registration() -> list[dict[str, Any]]:
    """Return the body of PUT /applications/{application_id}/commands, from the generated document."""
    body: list[dict[str, Any]] = table.document()["registration"]
    return body


def violations(registered: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Yield each of Discord's limits that the commands break, in words."""
    every = list(registered)
    menus = [command for command in every if command["type"] != CommandType.CHAT_INPUT]
    commands = [command for command in every if command["type"] == CommandType.CHAT_INPUT]
    if len(commands) > limits.COMMANDS_COUNT:
        yield f"{len(commands)} commands, Discord takes {limits.COMMANDS_COUNT}"
    yield from _menu_violations(menus)
    for command in commands:
        if (size := characters(command)) > limits.COMMAND_TOTAL:
            yield f"/{command['name']} has {size} characters in all, Discord takes {limits.COMMAND_TOTAL}"
        yield from _part_violations(command, f"/{command['name']}")


def _menu_violations(menus: list[Mapping[str, Any]]) -> Iterable[str]:
    """Yield what is wrong with entries of menus: they have a name that may hold spaces, and nothing else."""
    for kind in sorted({menu["type"] for menu in menus}):
        count = sum(menu["type"] == kind for menu in menus)
        if count > limits.CONTEXT_MENU_COMMANDS_COUNT:
            yield f"{count} entries of a menu, Discord takes {limits.CONTEXT_MENU_COMMANDS_COUNT}"
    for menu in menus:
        if not 1 <= len(menu["name"].strip()) <= limits.COMMAND_NAME:
            yield f"the menu entry {menu['name']!r} has no legal name"
        if menu.get("description") or menu.get("options"):
            yield f"the menu entry {menu['name']!r} has a description or options"


def _part_violations(part: Mapping[str, Any], path: str) -> Iterable[str]:
    if not _NAME.fullmatch(part["name"]):
        yield f"{path}: the name is not legal"
    if not 1 <= len(part["description"]) <= limits.COMMAND_DESCRIPTION:
        yield f"{path}: the description has {len(part['description'])} characters"
    for key, most in (("options", limits.COMMAND_OPTIONS_COUNT), ("choices", limits.COMMAND_CHOICES_COUNT)):
        if len(part.get(key, ())) > most:
            yield f"{path}: {len(part[key])} {key}, Discord takes {most}"
    yield from _choice_violations(part, path)
    names = [option["name"] for option in part.get("options", ())]
    if len(set(names)) < len(names):
        yield f"{path}: two options have the same name"
    required = [bool(option.get("required")) for option in part.get("options", ())]
    if required != sorted(required, reverse=True):
        yield f"{path}: a required option stands behind one that is not"
    for option in part.get("options", ()):
        yield from _part_violations(option, f"{path} {option['name']}")


def _choice_violations(part: Mapping[str, Any], path: str) -> Iterable[str]:
    """Yield what is wrong with an option's choices, and with how long its text may be."""
    choices = part.get("choices", ())
    if len({choice["name"] for choice in choices}) < len(choices):
        yield f"{path}: two choices have the same name"
    for choice in choices:
        if not 1 <= len(choice["name"]) <= limits.COMMAND_CHOICE_NAME:
            yield f"{path}: the name of a choice has {len(choice['name'])} characters"
        if len(str(choice["value"])) > limits.COMMAND_CHOICE_VALUE:
            yield f"{path}: the value of a choice has {len(str(choice['value']))} characters"
    lengths = [part[bound] for bound in ("min_length", "max_length") if bound in part]
    if any(length > limits.COMMAND_TEXT for length in lengths) or part.get("max_length", 1) < 1:
        yield f"{path}: Discord takes no text of such a length"


type Made = tuple[dict[str, Any], CommandRow]


def _subcommand(operation: type[AnyOperation], left_out: dict[str, str]) -> Made | None:
    """Return an operation's subcommand and its row; None, with the reason written down, when none can express it."""
    described = []
    for name, field in operation.model_fields.items():
        required = field.is_required() and not (name == "channel_id" and _is_here(operation))
        try:
            described += [] if name in PINNED else [options.describe(name, field, required=required)]
        except Inexpressible:
            if required:
                left_out[operation.full_name()] = f"no option can take {name}"
                return None
    described.sort(key=lambda option: (not option.required, option.name in LAST))
    return _wire(operation, described), _row(operation, described)


def _is_here(operation: type[AnyOperation]) -> bool:
    """Return whether a channel that was left out may mean the one where the command is given.

    What is destroyed has to be named: the messages do it, or else the channel itself.
    """
    named = any(field.is_required() for name, field in operation.model_fields.items() if name != "channel_id")
    return issubclass(operation, ChannelOperation) and (named or operation.spec.risk is not Risk.DESTRUCTIVE)


def _wire(operation: type[AnyOperation], described: list[Described]) -> dict[str, Any]:
    wires = [option.wire for option in described]
    if _is_here(operation):
        wires = [_told_here(wire) if wire["name"] == "channel_id" else wire for wire in wires]
    if operation.spec.risk is not Risk.READ:
        wires.append({"type": int(OptionType.BOOLEAN), "name": DRY_RUN, "description": "Only show what would be done."})
    _, verb = naming.command_path(operation.full_name())
    return {"type": int(OptionType.SUBCOMMAND), "name": verb, "description": _summary(operation), "options": wires}


def _told_here(wire: dict[str, Any]) -> dict[str, Any]:
    told = wire["description"].removesuffix(".") + "; left out = this one."
    return wire | {"description": cut(told, limits.COMMAND_DESCRIPTION)}


def _row(operation: type[AnyOperation], described: list[Described]) -> CommandRow:
    taken = {option.name: option.option for option in described}
    if operation.spec.risk is not Risk.READ:
        taken[DRY_RUN] = Option(OptionType.BOOLEAN)
    forms = tuple(
        replace(option.form, instead=tuple(name for name in option.form.instead if name in taken))
        for option in described
        if option.form
    )
    spec = operation.spec
    return CommandRow(_summary(operation), operation.full_name(), spec.ephemeral, _is_here(operation), taken, forms)


def _groups(made: Mapping[str, Made]) -> Iterable[dict[str, Any]]:
    for resource, names in groupby(made, key=lambda name: naming.command_path(name)[0]):
        members = list(names)
        package = importlib.import_module(f"{naming.PACKAGE}.{resource}")
        yield _top(
            resource,
            cut(_first_line(package.__doc__), limits.COMMAND_DESCRIPTION),
            [made[name][0] for name in members],
            [_permission(name) for name in members],
        )


def _aliases(made: Mapping[str, Made]) -> Iterable[dict[str, Any]]:
    for alias, name in ALIASES.items():
        if name in made:
            wire = made[name][0]
            yield _top(alias, wire["description"], wire["options"], [_permission(name)])


def _help_options() -> dict[str, Option]:
    return {"command": Option(OptionType.STRING, operations=True)}


def _help() -> dict[str, Any]:
    about = {
        "type": int(OptionType.STRING),
        "name": "command",
        "description": "Which command; left out: all of them.",
        "autocomplete": True,
    }
    return _top(HELP, "What this app can do here, and how a command is used.", [about], [NO_PERMISSIONS])


def _top(name: str, description: str, inner: list[dict[str, Any]], needed: list[Permission]) -> dict[str, Any]:
    """Return a top-level command; it is shown to whoever has the permissions that each of its operations needs."""
    shared = int(reduce(lambda one, other: one & other, needed))
    command = {
        "type": int(CommandType.CHAT_INPUT),
        "name": name,
        "description": description,
        "options": inner,
        **IN_GUILDS,
    }
    return command | ({"default_member_permissions": shared} if shared else {})


def _permission(name: str) -> Permission:
    return catalogue.find(name).spec.permission or NO_PERMISSIONS


def _summary(operation: type[AnyOperation]) -> str:
    return cut(_first_line(operation.__doc__), limits.COMMAND_DESCRIPTION)


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]
