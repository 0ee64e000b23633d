"""From a name and loose arguments to a validated request."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from functools import cache

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import ErrorDetails

from guildhall.discord.ids import GuildId
from guildhall.errors import AmbiguousName, ConfirmationInvalid, InvalidArguments, OperationUnknown
from guildhall.identity import Principal
from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation

_FIELD = 80
"""Characters of a field's name that are told; one that we do not know is somebody's text."""
_COUNT = re.compile(r"^\w+ should have (at \w+ [0-9]+) items? after validation")

type Reach = Callable[[Principal], Sequence[tuple[GuildId, str]]]
"""Returns the guilds (id, name) that a principal may mean when it names none."""


def build(name: str, arguments: Mapping[str, JsonValue], principal: Principal, reach: Reach) -> AnyOperation:
    """Return the request that a name and arguments stand for.

    A guild that was left out is the one where it was asked, or the only one that the caller reaches.

    Raises:
        OperationUnknown: There is no such operation.
        InvalidArguments: The arguments do not fit; the message names each and what is wrong with it, without its value.
        AmbiguousName: No guild was named and the caller reaches several.
    """
    operation = catalogue.find(name)
    filled = dict(arguments)
    if "guild_id" in operation.model_fields and filled.get("guild_id") is None:
        filled["guild_id"] = _meant_guild(principal, reach)
    return fitted(operation, filled)


def fitted(operation: type[AnyOperation], arguments: Mapping[str, JsonValue]) -> AnyOperation:
    """Return the request of an operation that arguments make.

    Raises:
        InvalidArguments: They do not fit; the message names each and what is wrong with it, without its value.
    """
    try:
        return operation.model_validate(dict(arguments))
    except ValidationError as error:
        raise _explain(operation, error) from None


def revive(name: str, arguments: Mapping[str, JsonValue]) -> AnyOperation:
    """Return a request from how it was stored.

    Raises:
        ConfirmationInvalid: This release does not know such a request.
    """
    try:
        return catalogue.find(name).model_validate(dict(arguments))
    except (OperationUnknown, ValidationError):
        raise ConfirmationInvalid("What was stored is no request of this release.", "Ask for it anew.") from None


def dump(operation: AnyOperation) -> dict[str, JsonValue]:
    """Return a request as it is stored: `revive` gives back an equal one."""
    return _plain(operation, operation.model_dump(mode="json", exclude_unset=True))


def _ordered(given: object, dumped: JsonValue) -> JsonValue:
    """Return what was dumped with its sets in one order, at every depth: a set has none of its own."""
    if isinstance(dumped, dict) and isinstance(given, BaseModel):
        return {name: _ordered(getattr(given, name, None), value) for name, value in dumped.items()}
    if isinstance(dumped, list) and isinstance(given, Set):
        return sorted(dumped, key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(dumped, list) and isinstance(given, list | tuple):
        return [_ordered(item, told) for item, told in zip(given, dumped, strict=True)]
    return dumped


def _plain(operation: AnyOperation, dumped: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: _ordered(getattr(operation, name), value) for name, value in dumped.items()}


def payload_digest(operation: AnyOperation, guild_id: GuildId | None) -> str:
    """Return a digest over exactly what would be done, and where; a default is the same, written out or not."""
    arguments = _plain(operation, operation.model_dump(mode="json", exclude_defaults=True))
    payload = {"operation": operation.full_name(), "arguments": arguments, "guild_id": guild_id}
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _meant_guild(principal: Principal, reach: Reach) -> GuildId:
    if principal.origin is not None:
        return principal.origin.guild_id
    reached = reach(principal)
    if len(reached) == 1:
        return reached[0][0]
    if not reached:
        raise InvalidArguments("guild_id is missing.", "This caller reaches no guild; install the bot in one first.")
    candidates = [f"{name} ({guild_id})" for guild_id, name in reached]
    # Whoever owns a guild names it, so names stand in the details alone, which every surface fences.
    raise AmbiguousName("Which guild? None was named.", "Give guild_id: one of the candidates.", candidates=candidates)


def _explain(operation: type[AnyOperation], error: ValidationError) -> InvalidArguments:
    known = _names(operation)
    problems = [
        {
            "field": _place(problem["loc"], known),
            "problem": _plainly(operation, problem),
        }
        for problem in _own(error.errors(include_url=False, include_context=False, include_input=False))
    ]
    told = "; ".join(f"{problem['field']}: {problem['problem']}" for problem in problems)
    return InvalidArguments(
        f"{operation.full_name()} cannot be called like that: {told}.",
        "Correct the arguments and call again.",
        problems=problems,
    )


def _own(problems: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield those that are not another's shadow: a list is called too short where some of its items are wrong."""
    places = [problem["loc"] for problem in problems]
    for problem in problems:
        here = problem["loc"]
        inside = any(len(place) > len(here) and place[: len(here)] == here for place in places)
        if problem["type"] != "too_short" or not inside:
            yield problem


@cache
def _names(operation: type[AnyOperation]) -> frozenset[str]:
    """Return the names of a request's fields, and of those inside their values."""
    schema = operation.model_json_schema()
    models = (schema, *schema.get("$defs", {}).values())
    return frozenset(name for model in models for name in model.get("properties", {}))


def _place(path: tuple[int | str, ...], known: Collection[str]) -> str:
    """Return where something is wrong; inside a value, a field or key that we do not know is not told by its name."""
    inner = (str(part) for part in path[1:] if str(part) in known or str(part).isdecimal())
    return ".".join([*map(str, path[:1]), *inner])[:_FIELD] or "arguments"


def _plainly(operation: type[AnyOperation], problem: ErrorDetails) -> str:
    """Return a complaint of pydantic's in a caller's words, without the names of our types."""
    if problem["type"] == "missing":
        return "it is missing"
    if problem["type"] == "extra_forbidden":
        return _unknown(operation, problem["loc"])
    return _COUNT.sub(r"give \1", problem["msg"].removeprefix("Value error, "))


def _unknown(operation: type[AnyOperation], path: tuple[int | str, ...]) -> str:
    if len(path) > 1:
        return "something in it is not known here"
    import difflib

    takes = sorted(operation.model_fields)
    near = difflib.get_close_matches(str(path[0]), takes, n=1, cutoff=0.6)
    hint = f"perhaps {near[0]} is meant" if near else f"there are {', '.join(takes) or 'none'}"
    return f"there is no such argument; {hint}"
