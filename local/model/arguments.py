"""Fills a tool's arguments by what its schema in the request calls them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

type Schema = Mapping[str, Any]

NAMES = {
    "channel": ("channel_id", "channel"),
    "user": ("user_id", "member_id", "user", "member"),
    "message": ("message_id", "message"),
    "count": ("limit", "count"),
    "seconds": ("duration_s", "duration_seconds", "seconds", "timeout_s"),
    "minutes": ("duration_minutes", "minutes"),
    "text": ("content", "text"),
}
"""What a value may be called, the most likely name first."""


def fill(tool: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for a tool: each value under the first name that the schema knows, the others left out."""
    schema = tool.get("input_schema") or {}
    known = schema.get("properties") or {}
    filled: dict[str, Any] = {}
    for what, value in values.items():
        for name in NAMES.get(what, (what,)):
            if name in known and value is not None:
                filled[name] = _fit(resolved(schema, known[name]), value)
                break
    return {**filled, "dry_run": False} if "dry_run" in known else filled


def unknown(values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for a tool whose schema is not in the request: each value under its most likely name."""
    return {NAMES.get(what, (what,))[0]: value for what, value in values.items() if value is not None}


def missing(tool: Schema, arguments: Mapping[str, Any]) -> list[str]:
    """What the schema requires and nobody has given."""
    return [name for name in (tool.get("input_schema") or {}).get("required") or () if name not in arguments]


def resolved(root: Schema, schema: Any) -> dict[str, Any]:
    """A schema without references, and without the choice of null."""
    seen = 0
    while isinstance(schema, Mapping) and "$ref" in schema and seen < len(root.get("$defs") or {}) + 1:
        schema = (root.get("$defs") or {}).get(str(schema["$ref"]).rsplit("/", 1)[-1], {})
        seen += 1
    if not isinstance(schema, Mapping):
        return {}
    for choice in schema.get("anyOf") or schema.get("oneOf") or ():
        if isinstance(choice, Mapping) and choice.get("type") != "null":
            return resolved(root, choice)
    return dict(schema)


def _fit(schema: Schema, value: Any) -> Any:
    if schema.get("type") == "integer":
        number = int(value)
        return min(max(number, schema.get("minimum", number)), schema.get("maximum", number))
    if schema.get("type") == "string":
        return str(value)[: schema.get("maxLength", len(str(value)))]
    return value


# ----------------------------------------------------------------------------------------------------------- overwrites
def overwrites(tool: Schema, wanted: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> dict[str, Any]:
    """The permission overwrites (role id, allowed, denied) under the name and in the shape that the schema wants."""
    schema = tool.get("input_schema") or {}
    for name, described in (schema.get("properties") or {}).items():
        if "overwrite" not in name:
            continue
        item = resolved(schema, resolved(schema, described).get("items"))
        return {name: [_overwrite(schema, item, *one) for one in wanted]}
    return {}


def _overwrite(root: Schema, item: Schema, role: str, allow: Sequence[str], deny: Sequence[str]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for name, described in (item.get("properties") or {}).items():
        schema = resolved(root, described)
        if name in {"id", "role_id", "target_id", "role", "target"}:
            filled[name] = role
        elif name in {"type", "kind", "target_type"}:
            filled[name] = _role_kind(schema)
        elif name in {"allow", "deny"}:
            filled[name] = list(_permissions(root, schema, allow if name == "allow" else deny))
    return filled


def _role_kind(schema: Schema) -> Any:
    return next((choice for choice in schema.get("enum") or () if "role" in str(choice).lower()), "role")


def _permissions(root: Schema, schema: Schema, wanted: Sequence[str]) -> Iterator[str]:
    """The names of permissions as the schema spells them."""
    choices = {_plain(choice): choice for choice in resolved(root, schema.get("items")).get("enum") or ()}
    for name in wanted:
        yield choices.get(_plain(name), name)


def _plain(name: object) -> str:
    return re.sub(r"[^a-z]", "", str(name).lower())
