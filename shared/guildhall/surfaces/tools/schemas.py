"""JSON Schemas as MCP clients take them: whole, small and free of what only some of them understand.

A client hands the schemas to its model and to its own validator. So: no `$ref` (many clients drop `$defs`), no titles
(they repeat the names), no formats of our own (validators warn of unknown ones), no `anyOf` at the root and, for input,
none with `null` either (an argument is left out instead). Used at build time only.

What `structuredContent` is:

    a read     the operation's result, or {"error": …}
    a write    {"status": "completed" | "previewed" | "needs_confirmation", …}, or {"error": …}

Clients validate it even when the call failed (the TypeScript SDK does), which is why `error` stands in every output
schema, and why what is required is so only where there is no error.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from guildhall.operations.preview import UNSHOWN, Preview

type Schema = dict[str, Any]

_OWN_FORMAT = "-id"
_DROPPED = frozenset({"$defs", "title"})
_BOUNDS_OF_NAMES = frozenset({"enum", "pattern", "minLength", "maxLength"})
_ANYTHING: Schema = {"anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "object", "array", "null")]}
"""Any JSON value, said outright: an empty schema reads like a mistake, and strict clients warn of it."""
_LAST = ("reason", "dry_run", "plan_id")

GUILD_MAY_BE_LEFT_OUT = "Guild: id or link. Leave it out if you are in only one guild that this server serves."
DRY_RUN: Schema = {
    "type": "boolean",
    "default": True,
    "description": (
        "true: only show what would happen. false: do it, or ask a human first where the risk demands it. "
        "Left out: true, unless the guild's policy says otherwise."
    ),
}
PLAN_ID: Schema = {
    "type": "string",
    "description": "From a preview: do exactly that, or refuse if its target has changed. Goes with dry_run=false.",
}
ERROR: Schema = {
    "type": "object",
    "description": "Only if the call failed.",
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string", "description": "What happened."},
        "hint": {"type": "string", "description": "What to do next."},
        "details": {"type": "object"},
    },
    "required": ["code", "message"],
}


def input_of(model: type[BaseModel]) -> Schema:
    """Return what an operation takes: the guild may be left out, because a caller often reaches only one."""
    schema = _whole(model.model_json_schema(mode="validation"), is_input=True)
    properties: dict[str, Schema] = schema.get("properties", {})
    required = [name for name in schema.get("required", []) if name != "guild_id"]
    if "guild_id" in properties:
        properties["guild_id"] = {"type": "string", "description": GUILD_MAY_BE_LEFT_OUT}
    return _object(properties, required)


def with_write_arguments(schema: Schema) -> Schema:
    """Return a write's input: the operation's, `dry_run` and `plan_id`."""
    properties = {**schema["properties"], "dry_run": DRY_RUN, "plan_id": PLAN_ID}
    return _object(properties, schema.get("required", []))


def result_of(model: type[BaseModel]) -> Schema:
    """Return what an operation's result looks like."""
    return _whole(model.model_json_schema(mode="serialization"), is_input=False)


def read_output(result: Schema) -> Schema:
    """Return what a read's `structuredContent` is."""
    return {
        **{key: value for key, value in result.items() if key not in {"properties", "required"}},
        "properties": {**result.get("properties", {}), "error": ERROR},
        **_required_unless_error(result.get("required", [])),
    }


def write_output(result: Schema) -> Schema:
    """Return what a write's `structuredContent` is: one object for its three outcomes."""
    outcome = {
        "status": {"type": "string", "enum": ["completed", "previewed", "needs_confirmation"]},
        "operation": {"type": "string"},
        "risk": {"type": "string", "enum": ["write", "sensitive", "destructive"]},
        "result": {**result, "description": "If completed."},
        "audit_id": {"type": "string", "description": "If completed: where the audit trail tells of it."},
        "preview": {**_preview(), "description": "Unless completed: what would change. Nothing has yet."},
        "plan_id": {
            "type": "string",
            "description": "If previewed: give it back with dry_run=false to do exactly this.",
        },
        "needs_human": {"type": "boolean", "description": "If previewed: whether a human must approve it first."},
        "confirmation_id": {
            "type": "string",
            "description": "If a human must approve it: confirmation_get tells how it stands.",
        },
        "where": {"type": "string", "description": "If a human must approve it: where the card with the buttons is."},
        "expires_at": {
            "type": "string",
            "format": "date-time",
            "description": "Until when plan or confirmation can be used.",
        },
    }
    required = ["status", "operation", "risk"]
    return {"type": "object", "properties": {**outcome, "error": ERROR}, **_required_unless_error(required)}


def _preview() -> Schema:
    schema = result_of(Preview)
    properties = {name: part for name, part in schema["properties"].items() if name not in UNSHOWN}
    return {"type": "object", "properties": properties, "required": ["summary"]}


def _required_unless_error(required: list[str]) -> Schema:
    return {"if": {"required": ["error"]}, "else": {"required": required}} if required else {}


def _object(properties: Mapping[str, Schema], required: list[str]) -> Schema:
    rest = [name for name in properties if name not in required and name not in _LAST]
    order = [*required, *rest, *(name for name in _LAST if name in properties and name not in required)]
    schema: Schema = {"type": "object", "properties": {name: properties[name] for name in order}}
    if required:
        schema["required"] = required
    return {**schema, "additionalProperties": False}


def _whole(schema: Schema, *, is_input: bool) -> Schema:
    definitions = schema.get("$defs", {})
    whole = _inline(schema, definitions, is_input)
    whole.pop("description", None)
    return whole


def _inline(schema: Schema, definitions: Mapping[str, Schema], is_input: bool) -> Schema:
    if "$ref" in schema:
        target = definitions[schema["$ref"].removeprefix("#/$defs/")]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return _inline({**target, **beside}, definitions, is_input)
    alternatives = [part for part in schema.get("anyOf", []) if part != {"type": "null"}]
    if is_input and len(alternatives) == 1 and schema.get("default") is None:
        beside = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
        return _inline({**alternatives[0], **beside}, definitions, is_input)
    kept = {key: _part(key, value, definitions, is_input) for key, value in schema.items() if key not in _DROPPED}
    if kept.get("additionalProperties") == _ANYTHING:
        kept.pop("additionalProperties")
    if not kept.get("propertyNames", {}).keys() & _BOUNDS_OF_NAMES:
        kept.pop("propertyNames", None)
    if not is_input:
        kept.pop("default", None)
    if "description" in kept:
        kept["description"] = " ".join(kept["description"].partition("\n\n")[0].split())
    return _without_own_format(kept, is_input) or _ANYTHING


def _part(key: str, value: Any, definitions: Mapping[str, Schema], is_input: bool) -> Any:
    if key in {"properties", "patternProperties"}:
        return {name: _inline(part, definitions, is_input) for name, part in value.items()}
    if key in {"anyOf", "oneOf", "allOf", "prefixItems"}:
        return [_inline(part, definitions, is_input) for part in value]
    if key in {"items", "additionalProperties", "propertyNames"} and isinstance(value, dict):
        return _inline(value, definitions, is_input)
    return value


def _without_own_format(schema: Schema, is_input: bool) -> Schema:
    if not str(schema.get("format", "")).endswith(_OWN_FORMAT):
        return schema
    dropped = {"format"} if is_input else {"format", "description"}
    return {key: value for key, value in schema.items() if key not in dropped}
