"""Application commands, global and per guild: list, create, get, edit, delete, replace all, permissions.

Source: https://discord.com/developers/docs/interactions/application-commands
"""

import re
from typing import Any

from local.discord import permissions
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.rest import access
from local.discord.rest.registry import NOTHING, Answer, Call, handles
from local.discord.rest.users import require_application

CHAT_INPUT = 1
LIMITS = {1: 100, 2: 15, 3: 15}
COMMAND_SIZE_LIMIT = 8000
OPTION_LIMIT = 25
SUBCOMMANDS = frozenset({1, 2})
NAME = re.compile(r"^[-_'\w]{1,32}$", re.UNICODE)
CREATED, FINE = 201, 200


def _scope(call: Call) -> str:
    """Return the key of the commands' scope: a guild id, or empty for global ones."""
    require_application(call)
    return access.guild(call).id if "guild_id" in call.path else ""


def _kept(call: Call) -> dict[str, Json]:
    return call.world.commands.setdefault(_scope(call), {})


def _command(call: Call) -> Json:
    kept = _kept(call)
    if call.path["command_id"] not in kept:
        raise DiscordError(Code.UNKNOWN_COMMAND)
    return kept[call.path["command_id"]]


@handles("list_application_commands", "list_guild_application_commands")
def list_application_commands(call: Call) -> list[Json]:
    """Return the commands of this scope."""
    return [dict(command) for command in _kept(call).values()]


@handles("bulk_set_application_commands", "bulk_set_guild_application_commands")
def bulk_set_application_commands(call: Call) -> list[Json]:
    """Replace all commands of this scope; those of the same name and type keep their ids."""
    scope = _scope(call)
    wanted: list[Json] = call.body or []
    for i, body in enumerate(wanted):
        _check(body, f"{i}.")
    _check_counts(wanted)
    old = {(c["type"], c["name"]): c for c in call.world.commands.get(scope, {}).values()}
    made = [_made(call, body, old.get((body.get("type") or CHAT_INPUT, body["name"]))) for body in wanted]
    call.world.commands[scope] = {command["id"]: command for command in made}
    call.sim.bus.publish("commands", {"scope": scope, "count": len(made)})
    return made


@handles("create_application_command", "create_guild_application_command")
def create_application_command(call: Call) -> Any:
    """Create a command, or replace the one of the same name and type."""
    kept = _kept(call)
    _check(call.fields, "")
    kind = call.fields.get("type") or CHAT_INPUT
    old = next((c for c in kept.values() if (c["type"], c["name"]) == (kind, call.fields["name"])), None)
    command = _made(call, call.fields, old)
    _check_counts([c for c in kept.values() if c["id"] != command["id"]] + [command])
    kept[command["id"]] = command
    return Answer(CREATED if old is None else FINE, command)


@handles("get_application_command", "get_guild_application_command")
def get_application_command(call: Call) -> Json:
    """Return one command."""
    return dict(_command(call))


@handles("update_application_command", "update_guild_application_command")
def update_application_command(call: Call) -> Json:
    """Change a command's fields."""
    command = _command(call)
    merged = {name: value for name, value in command.items() if name not in {"id", "application_id", "version"}}
    merged |= call.fields
    _check(merged, "")
    new = _made(call, merged, command)
    _kept(call)[command["id"]] = new
    return new


@handles("delete_application_command", "delete_guild_application_command")
def delete_application_command(call: Call) -> Any:
    """Delete a command."""
    del _kept(call)[_command(call)["id"]]
    return NOTHING


def _made(call: Call, body: Json, old: Json | None) -> Json:
    kind = body.get("type") or CHAT_INPUT
    needed = body.get("default_member_permissions")
    partial: Json = {name: value for name, value in body.items() if value is not None and name != "id"}
    partial |= {
        "id": old["id"] if old else call.world.ids.next(),
        "application_id": call.sim.identity.application_id,
        "version": call.world.ids.next(),
        "type": kind,
        "description": body.get("description") or "",
        "default_member_permissions": None if needed is None else str(int(permissions.bits(needed))),
        "contexts": body.get("contexts"),
        "integration_types": body.get("integration_types") or [0, 1],
        "nsfw": bool(body.get("nsfw")),
        "dm_permission": body.get("dm_permission") is not False,
    }
    if "guild_id" in call.path:
        partial["guild_id"] = call.path["guild_id"]
    command = dict(call.sim.completer.named("ApplicationCommandResponse", partial))
    if not command.get("options"):
        command.pop("options", None)
    return command


def _check_counts(commands: list[Json]) -> None:
    kinds = [command.get("type") or CHAT_INPUT for command in commands]
    if any(kinds.count(kind) > limit for kind, limit in LIMITS.items()):
        raise DiscordError(Code.TOO_MANY_COMMANDS)
    names = [(kind, command["name"]) for kind, command in zip(kinds, commands, strict=True)]
    for i, name in enumerate(names):
        if name in names[:i]:
            message = "Application command names must be unique"
            raise invalid_field(f"{i}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", message)


def _check(body: Json, prefix: str) -> None:
    """Check what the schema does not say: names, descriptions, order and number of options, total size."""
    if (body.get("type") or CHAT_INPUT) != CHAT_INPUT:
        if body.get("description") or body.get("options"):
            message = "Context menu commands cannot have description or options"
            raise invalid_field(
                f"{prefix}description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_SET", message
            )
        return
    _check_named(body, prefix)
    if size(body) > COMMAND_SIZE_LIMIT:
        message = f"Command exceeds maximum size ({COMMAND_SIZE_LIMIT})"
        raise invalid_field(prefix.rstrip("."), "APPLICATION_COMMAND_TOO_LARGE", message)


def _check_named(body: Json, prefix: str) -> None:
    if not NAME.match(body["name"]) or body["name"] != body["name"].lower():
        raise invalid_field(f"{prefix}name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if not body.get("description"):
        raise invalid_field(f"{prefix}description", "BASE_TYPE_REQUIRED", "This field is required")
    options = body.get("options") or []
    if len(options) > OPTION_LIMIT:
        raise invalid_field(f"{prefix}options", "BASE_TYPE_BAD_LENGTH", f"Must be {OPTION_LIMIT} or fewer in length.")
    seen_optional = False
    names: set[str] = set()
    for i, option in enumerate(options):
        where = f"{prefix}options.{i}."
        _check_named(option, where)
        if option["name"] in names:
            raise invalid_field(
                f"{where}name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique"
            )
        names.add(option["name"])
        if option["type"] not in SUBCOMMANDS:
            if option.get("required") and seen_optional:
                message = "Required options must be placed before non-required options"
                raise invalid_field(f"{where}required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
            seen_optional = seen_optional or not option.get("required")


def size(body: Json) -> int:
    """Return the characters that count against a command's size: names, descriptions, choices, of all depths."""
    own = len(body["name"]) + len(body.get("description") or "")
    choices = sum(len(c["name"]) + len(str(c["value"])) for c in body.get("choices") or ())
    return own + choices + sum(size(option) for option in body.get("options") or ())


@handles("list_guild_application_command_permissions")
def list_guild_application_command_permissions(call: Call) -> list[Json]:
    """Return the permission overrides of the application's commands in a guild."""
    scope = _scope(call)
    return [found for found in call.world.command_permissions.values() if found["guild_id"] == scope]


@handles("get_guild_application_command_permissions")
def get_guild_application_command_permissions(call: Call) -> Json:
    """Return the permission overrides of one command."""
    _scope(call)
    found: Json | None = call.world.command_permissions.get(call.path["command_id"])
    if found is None:
        raise DiscordError(Code.UNKNOWN_COMMAND_PERMISSIONS)
    return found


@handles("set_guild_application_command_permissions")
def set_guild_application_command_permissions(_call: Call) -> Any:
    """Bots cannot set these; it takes a person's OAuth2 token."""
    raise DiscordError(Code.BOTS_CANNOT)
