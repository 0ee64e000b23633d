"""Fill a partial value up to what a schema requires: how answers without a handler of their own are made.

Only required fields are added, with the plainest value that the schema allows; fields that the schema does not know are
left out, and given values that do not fit are replaced (or left out where they are optional).
"""

from collections.abc import Callable
from typing import Any

from local.discord.errors import Json
from local.discord.spec import Spec

MISSING: Any = object()
MAX_DEPTH = 12
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_FORMATS = {
    "date-time": "2026-01-01T00:00:00.000000+00:00",
    "uri": "https://discord.com",
    "date": "2026-01-01",
}


class Completer:
    """Complete values against the schemas of one document."""

    def __init__(self, spec: Spec, snowflake: Callable[[], str]) -> None:
        self._spec = spec
        self._snowflake = snowflake

    def named(self, name: str, partial: Any = MISSING) -> Any:
        """Complete a value of a component schema."""
        return self.complete({"$ref": f"#/components/schemas/{name}"}, partial)

    def complete(self, schema: Json, partial: Any = MISSING, depth: int = 0) -> Any:
        """Return ``partial`` with all that ``schema`` requires beside it."""
        reference = schema.get("$ref", "")
        if reference.endswith("/SnowflakeType"):
            return partial if isinstance(partial, str) and partial.isdigit() else self._snowflake()
        if reference:
            return self.complete(self._spec.at(reference), partial, depth)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return partial if partial in schema["enum"] else schema["enum"][0]
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return self._union(schema[union], partial, depth)
        if "allOf" in schema and "properties" not in schema:
            return self._merged(schema["allOf"], partial, depth)
        return self._plain(schema, partial, depth)

    def fits(self, schema: Json, value: Any) -> bool:
        """Tell whether a value is of a kind that the schema (or one member of its union) takes."""
        if "$ref" in schema:
            return self.fits(self._spec.at(schema["$ref"]), value)
        if "const" in schema or "enum" in schema:
            return value in schema.get("enum", [schema.get("const")])
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return any(self.fits(member, value) for member in schema[union])
        if "allOf" in schema:
            return all(self.fits(member, value) for member in schema["allOf"])
        if isinstance(value, dict) and "type" in schema.get("properties", {}):
            return self.fits(schema["properties"]["type"], value.get("type"))
        return _is_of_type(schema, value)

    def _union(self, members: list[Json], partial: Any, depth: int) -> Any:
        if partial is MISSING or not any(self.fits(member, partial) for member in members):
            shapes = [member for member in members if member.get("type") != "null"]
            nullable = len(shapes) < len(members)
            return None if nullable else self.complete(shapes[0], MISSING, depth + 1)
        chosen = next(member for member in members if self.fits(member, partial))
        return self.complete(chosen, partial, depth + 1)

    def _merged(self, members: list[Json], partial: Any, depth: int) -> Any:
        merged: Any = MISSING
        for member in members:
            done = self.complete(member, partial, depth + 1)
            merged = merged | done if isinstance(merged, dict) and isinstance(done, dict) else done
        return merged

    def _plain(self, schema: Json, partial: Any, depth: int) -> Any:
        types = _types(schema)
        given = partial is not MISSING and self.fits(schema, partial)
        if "object" in types and (isinstance(partial, dict) or ("null" not in types and not given)):
            return self._object(schema, partial if isinstance(partial, dict) else {}, depth)
        if isinstance(partial, list) and "array" in types:
            return [self.complete(schema.get("items", {}), item, depth + 1) for item in partial]
        if given:
            return partial
        return None if "null" in types else _default(types[0] if types else "null", schema)

    def _object(self, schema: Json, partial: Json, depth: int) -> Json:
        if "properties" not in schema:
            return dict(partial)
        required = set(schema.get("required", ()))
        done: Json = {}
        for name, inner in schema["properties"].items():
            if name in partial and (name in required or self.fits(inner, partial[name])):
                done[name] = self.complete(inner, partial[name], depth + 1)
            elif name in required and depth < MAX_DEPTH:
                done[name] = self.complete(inner, MISSING, depth + 1)
        return done


def _is_of_type(schema: Json, value: Any) -> bool:
    types = _types(schema)
    if isinstance(value, bool):
        return not types or "boolean" in types
    return not types or any(isinstance(value, _PYTHON_TYPES[kind]) for kind in types)


def _types(schema: Json) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def _default(kind: str, schema: Json) -> Any:
    if kind == "string":
        text = _FORMATS.get(schema.get("format", ""), "0" if "pattern" in schema else "")
        return text.ljust(int(schema.get("minLength", 0)), "x")
    if kind in {"integer", "number"}:
        return schema.get("minimum", 0)
    return {"boolean": False, "array": [], "object": {}}.get(kind)
