"""Turn ``name`` and ``options`` of a control request into Discord's nested command data, from the registered commands.

Discord's own client would not let anyone send an unknown command, a missing required option or a value out of range, so
these are refused here with a clear message instead of being sent on.

Source: https://discord.com/developers/docs/interactions/application-commands#application-command-object
"""

import re
from collections.abc import Callable
from typing import Any

from local.discord.errors import Json
from local.discord.interactions.resolved import Resolver

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)
CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
TRUE_TEXTS = frozenset({"true", "1", "yes", "on"})
MENTION = re.compile(r"^<(?:@!?|@&|#)(\d+)>$")


class InvocationError(ValueError):
    """What Discord's client would not let a person do; the text says why."""


def find_command(commands: dict[str, dict[str, Json]], guild_id: str | None, name: str, kind: int) -> Json:
    """Return the registered command of this name; a guild's own command hides the global one.

    Raises:
        InvocationError: there is none; the message lists those that there are.
    """
    scopes = [commands.get(guild_id or "", {}), commands.get("", {})]
    for scope in scopes:
        for command in scope.values():
            if command["type"] == kind and command["name"] == name:
                return command
    known = sorted({c["name"] for scope in scopes for c in scope.values() if c["type"] == kind})
    raise InvocationError(f"no command named '{name}' is registered; registered are: {', '.join(known) or 'none'}")


def split_name(name: str) -> list[str]:
    """Return the words of "channel list" or "channel/list"."""
    return [word for word in re.split(r"[ /]+", name.strip()) if word]


class OptionReader:
    """Read the options of one invocation.

    Attributes:
        focused: the name of the option being typed, for autocomplete; then required ones may be missing.
    """

    def __init__(self, resolver: Resolver, to_id: Callable[[str], str], focused: str | None = None) -> None:
        self._resolver = resolver
        self._to_id = to_id
        self.focused = focused

    def nested(self, command: Json, words: list[str], given: Json | list[Json] | None) -> list[Json]:
        """Return the ``options`` of the command's data.

        Raises:
            InvocationError: a subcommand or option that the command does not have, or a value that does not fit.
        """
        available: list[Json] = command.get("options") or []
        if any(option["type"] in {SUBCOMMAND, GROUP} for option in available):
            if not words:
                names = ", ".join(option["name"] for option in available)
                raise InvocationError(f"/{command['name']} needs a subcommand: {names}")
            chosen = next((o for o in available if o["name"] == words[0] and o["type"] in {SUBCOMMAND, GROUP}), None)
            if chosen is None:
                raise InvocationError(f"/{command['name']} has no subcommand '{words[0]}'")
            inner = self.nested(chosen, words[1:], given)
            return [{"type": chosen["type"], "name": chosen["name"], "options": inner}]
        if words:
            raise InvocationError(f"/{command['name']} has no subcommand '{words[0]}'")
        return self._leaves(command, available, _as_mapping(given))

    def _leaves(self, command: Json, available: list[Json], given: Json) -> list[Json]:
        by_name = {option["name"]: option for option in available}
        unknown = [name for name in given if name not in by_name]
        if unknown:
            names = ", ".join(by_name) or "none"
            raise InvocationError(f"{command['name']} has no option '{unknown[0]}'; its options are: {names}")
        missing = [o["name"] for o in available if o.get("required") and o["name"] not in given]
        if missing and self.focused is None:
            raise InvocationError(f"{command['name']} needs the option '{missing[0]}'")
        return [self._leaf(by_name[name], value) for name, value in given.items() if value is not None]

    def _leaf(self, option: Json, value: Any) -> Json:
        if option["name"] == self.focused:
            if not option.get("autocomplete"):
                raise InvocationError(f"option '{option['name']}' has no autocomplete")
            return {"type": option["type"], "name": option["name"], "value": str(value), "focused": True}
        typed = self._typed(option, value)
        _check_bounds(option, typed)
        return {"type": option["type"], "name": option["name"], "value": typed}

    def _typed(self, option: Json, value: Any) -> Any:
        kind, name = option["type"], option["name"]
        if kind in {USER, CHANNEL, ROLE, MENTIONABLE}:
            return self._resolved(option, value)
        try:
            if kind == INTEGER:
                return int(value)
            if kind == NUMBER:
                return float(value)
        except (TypeError, ValueError):
            raise InvocationError(f"option '{name}' is a number, got {value!r}") from None
        if kind == BOOLEAN:
            return value if isinstance(value, bool) else str(value).lower() in TRUE_TEXTS
        return " ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _resolved(self, option: Json, value: Any) -> str:
        match = MENTION.match(str(value))
        found_id = self._to_id(match[1] if match else str(value).lstrip("#@"))
        ways = {
            USER: (self._resolver.user,),
            CHANNEL: (self._resolver.channel,),
            ROLE: (self._resolver.role,),
            MENTIONABLE: (self._resolver.user, self._resolver.role),
        }[option["type"]]
        if not any(way(found_id) for way in ways):
            raise InvocationError(f"option '{option['name']}': nothing to pick with the id {found_id}")
        types = option.get("channel_types")
        if types and self._resolver.objects["channels"][found_id]["type"] not in types:
            raise InvocationError(f"option '{option['name']}' takes channels of the types {types} only")
        return found_id


def _as_mapping(given: Json | list[Json] | None) -> Json:
    if isinstance(given, list):
        while len(given) == 1 and given[0].get("type") in {SUBCOMMAND, GROUP}:
            given = given[0].get("options") or []
        return {item["name"]: item.get("value") for item in given}
    return dict(given or {})


def _check_bounds(option: Json, value: Any) -> None:
    name = option["name"]
    choices = [choice["value"] for choice in option.get("choices") or ()]
    if choices and value not in choices:
        raise InvocationError(f"option '{name}' must be one of {choices}")
    size = len(value) if option["type"] == STRING else value
    low = option.get("min_length" if option["type"] == STRING else "min_value")
    high = option.get("max_length" if option["type"] == STRING else "max_value")
    if option["type"] in {STRING, INTEGER, NUMBER} and (
        (low is not None and size < low) or (high is not None and size > high)
    ):
        raise InvocationError(f"option '{name}' is out of bounds ({low} to {high})")
