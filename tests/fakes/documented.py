"""What Discord answers on a route that the fake world plays no effect for: the plainest answer its document allows.

With it an operation on a new route is tested by the contract tests before anybody teaches the world what it does. A
list has one entry; what has a guild or a channel has those of the fake guild, so that what is looked up by
an id of its own (a webhook, an invite) leads there. `World.documented` says how it reads: as it is, with other words,
or with other numbers and switches; that is how a target changes of which nobody told the world.
"""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from pydantic import JsonValue

from local.discord.schema_complete import MISSING, Completer
from tests.contract.discord_spec import operation, spec
from tests.fakes.guild import BOT, GENERAL, GUILD
from tests.fakes.world import Sent, World

HOME: Mapping[str, str] = {"guild_id": GUILD, "source_guild_id": GUILD, "channel_id": GENERAL, "application_id": BOT}
OTHER_IDS = ["4000000000000000777", "4000000000000000778", "4000000000000000779"]
"""Ids of what the fake world does not hold, and the document answers for."""
ID = 17
"""Digits from which on a text of digits is taken for an id."""


def answered(world: World, sent: Sent) -> JsonValue:
    """Return the answer of the lowest success that the document declares, with what path and body say of it."""
    told = operation(sent.route)
    schema = told.responses[told.success()[0]]
    if schema is None:
        return None
    body = sent.body if isinstance(sent.body, Mapping) else {}
    path = {parameter.name: value for parameter, value in zip(told.path, sent.path.values(), strict=True)}
    given: dict[str, JsonValue] = {**{name: value for name, value in body.items() if value is not None}, **path}
    last = told.template.rpartition("/")[2].strip("{}")
    ids = map(str, count(int(OTHER_IDS[0])))  # what is read twice has the same ids
    answer = _completed(
        schema, given | ({"id": given[last]} if last in given else {}), ids.__next__ if sent.reads else world.new_id
    )
    told_by: JsonValue = TURNED[world.documented if sent.reads else "as it is"](at_home(answer))
    return told_by


def _kinds(shape: Mapping[str, Any]) -> list[str]:
    """Return the types that a value of a schema may have."""
    kinds = shape.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _completed(schema: str, given: dict[str, JsonValue], new_id: Callable[[], str]) -> Any:
    completer, shape = Completer(spec(), new_id), spec().at(schema)
    if "array" in _kinds(shape):
        return [completer.complete(shape["items"], given)]
    return completer.complete({"$ref": schema}, given if shape.get("type") != "null" else MISSING)


def at_home(value: Any) -> Any:
    """Return the answer with the fake guild's ids where it has those of some guild, channel or application."""
    if isinstance(value, list):
        return [at_home(each) for each in value]
    if not isinstance(value, dict):
        return value
    told = {name: at_home(each) for name, each in value.items()}
    told |= {name: HOME[name] for name, each in told.items() if name in HOME and isinstance(each, str)}
    if isinstance(told.get("guild"), dict):
        told["guild"] |= {"id": GUILD}
    return told


def _other_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _other_words(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_other_words(each) for each in value]
    fixed = not isinstance(value, str) or (value.isdigit() and len(value) >= ID) or value[4:5] == "-"
    return value if fixed else f"{value}~"


def _other_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: each if name == "type" else _other_numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_other_numbers(each) for each in value]
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value


TURNED: Mapping[str, Callable[[Any], Any]] = {
    "as it is": lambda value: value,
    "other words": _other_words,
    "other numbers": _other_numbers,
}
