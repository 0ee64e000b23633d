"""Discord's OpenAPI document, asked about single requests; unknown keys are wrong."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import JsonValue

from guildhall.discord.files import File, are_beside_json
from guildhall.discord.routes import Route
from local.discord.spec import OperationSpec, Spec
from local.discord.validation import Validation, text

DOCUMENT = Path(__file__).with_name("discord-openapi.json")
NO_FILE = File("", b"")
JSON, FORM = "application/json", "multipart/form-data"


@cache
def spec() -> Spec:
    return Spec(DOCUMENT)


@cache
def validation() -> Validation:
    return Validation(spec())


def operation(route: Route | str) -> OperationSpec:
    """What the document says of a route; fails when it does not know it."""
    wanted = str(route)
    found = [each for each in spec().operations.values() if _same(each.route, wanted)]
    assert len(found) == 1, f"{wanted} is not one of Discord's routes"
    return found[0]


def _same(one: str, other: str) -> bool:
    """Whether two routes have the same form, whatever their parameters are called."""
    ours, theirs = (route.replace(" ", "/").split("/") for route in (one, other))
    if len(ours) != len(theirs):
        return False
    return all(a == b or (a.startswith("{") and b.startswith("{")) for a, b in zip(ours, theirs, strict=True))


def problems(
    route: Route | str,
    body: Mapping[str, JsonValue] | None,
    query: Mapping[str, object] | None,
    items: Sequence[JsonValue] | None = None,
    files: Collection[str] | None = None,
) -> list[str]:
    """What is wrong with a request's body, which is an object or a list, and query; `files` are a form's fields."""
    told = operation(route)
    pairs = [(name, text) for name, value in (query or {}).items() for text in _as_sent(value)]
    found = [text(problem) for problem in validation().query(told, pairs)[1]]
    if items is not None:
        return [*found, *(text(problem) for problem in validation().problems(told.bodies[JSON], list(items)))]
    if files and FORM not in told.bodies:
        return [*found, "(files): are not taken"]
    if files and (body is None or not are_beside_json(dict.fromkeys(files, NO_FILE))):
        form = {**(body or {}), **dict.fromkeys(files, "content")}
        wrong = validation().problems(told.bodies[FORM], form)
        return [*found, *(text(problem) for problem in wrong), *_unknown(told, form, FORM)]
    if body is None:
        return [*found, "(body): is missing"] if told.body_required else found
    if JSON not in told.bodies:
        return [*found, "(body): is not taken"]
    wrong = validation().problems(told.bodies[JSON], dict(body))
    return [*found, *(text(problem) for problem in wrong), *_unknown(told, body)]


def _as_sent(value: object) -> list[str]:
    """Return the texts of one name of a query: of a list each of its values."""
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def body_fields(route: Route | str) -> set[str]:
    """The fields that a request's body may have, by Discord's names."""
    return {name for kind in operation(route).bodies.values() for name in _properties(spec().at(kind))}


def _unknown(told: OperationSpec, body: Mapping[str, JsonValue], kind: str = JSON) -> list[str]:
    known = _properties(spec().at(told.bodies[kind]))
    return [f"{name}: is no field of the body" for name in body if name not in known]


def _properties(schema: Mapping[str, object]) -> set[str]:
    """All properties that a schema, or any member of it, knows."""
    own = schema.get("properties")
    known = set(own) if isinstance(own, dict) else set()
    if isinstance(schema.get("$ref"), str):
        known |= _properties(spec().at(str(schema["$ref"])))
    for union in ("allOf", "anyOf", "oneOf"):
        members = schema.get(union)
        for member in members if isinstance(members, list) else []:
            known |= _properties(member)
    return known
