"""Random values of a JSON schema, always the same for the same seed: arguments of ours, answers of Discord's.

An argument is valid by itself; rules over several arguments are the model's to say, so a request is drawn until one
holds. An answer is whatever Discord's document allows: any optional field, null wherever null may be, and beside that a
field that nobody has heard of.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from pydantic import ValidationError

from guildhall.operations.catalogue import AnyOperation
from local.discord.spec import Spec
from tests.contract.catalogue_examples import IDS, PATTERNS, arguments, schema_of
from tests.fakes.documented import OTHER_IDS

DRAWS = 60
MOST_ITEMS, MOST_CHARACTERS, DEEPEST = 3, 40, 7
WORDS = "Grüße aus dem Süden 👋 one two <@1> **bold** \n line"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BITS = frozenset({"permissions", "allow", "deny"})
"""Texts of the document that are a decimal number, which it does not say."""
UNHEARD_OF: dict[str, Any] = {"unheard_of": {"new": [1, None]}}


def requests(cls: type[AnyOperation], count: int, seed: int) -> list[AnyOperation]:
    """Return random valid requests of an operation, as many as `DRAWS` tries for each find."""
    random, schema = Random(seed), schema_of(cls)  # noqa: S311 - the same values every time, no secret
    plain, found = arguments(cls, "some words"), []
    required = {name for name, field in cls.model_fields.items() if field.is_required()}
    for _ in range(count * DRAWS):
        chosen = {name for name in cls.model_fields if name in required or random.random() < 0.4}
        drawn = Drawn(random, schema.get("$defs", {}))
        given = {name: drawn.value(schema["properties"][name], plain[name]) for name in chosen}
        try:
            found.append(cls.model_validate(given))
        except ValidationError:
            continue
        if len(found) == count:
            break
    return found


class Drawn:
    """Random values of one schema of ours; where a value cannot be drawn, the plain one stands."""

    def __init__(self, random: Random, definitions: Mapping[str, Any]) -> None:
        self._random, self._definitions = random, definitions

    def value(self, part: Mapping[str, Any], plain: Any = "some words") -> Any:
        """Return a value."""
        if "$ref" in part:
            return self.value(self._definitions[part["$ref"].rpartition("/")[2]], plain)
        if "examples" in part:
            return self._random.choice(part["examples"])
        for union in ("anyOf", "oneOf", "allOf"):
            if union in part:
                return self.value(
                    self._random.choice([each for each in part[union] if each.get("type") != "null"]), plain
                )
        if "const" in part or "enum" in part:
            return self._random.choice(part.get("enum", [part.get("const")]))
        draw = getattr(self, f"_{part.get('type')}", None)
        return plain if draw is None else draw(part, plain)

    def _boolean(self, part: Mapping[str, Any], plain: Any) -> bool:
        return self._random.random() < 0.5

    def _integer(self, part: Mapping[str, Any], plain: Any) -> int:
        least = part.get("minimum", part.get("exclusiveMinimum", 0) + ("exclusiveMinimum" in part))
        most = part.get("maximum", part.get("exclusiveMaximum", least + 101) - ("exclusiveMaximum" in part))
        return int(self._random.choice([least, most, self._random.randint(least, most)]))

    def _number(self, part: Mapping[str, Any], plain: Any) -> float:
        return float(self._random.uniform(part.get("minimum", 0.1), part.get("maximum", 1)))

    def _string(self, part: Mapping[str, Any], plain: Any) -> Any:
        if part.get("format", "").endswith("-id"):
            return str(self._random.choice(IDS.get(part["format"], OTHER_IDS)))
        if part.get("format") == "date-time":
            return (NOON + timedelta(minutes=self._random.randint(1, 60 * 24 * 20))).isoformat()
        if "format" in part or "pattern" in part:
            return PATTERNS.get(part.get("pattern", ""), plain)
        least = part.get("minLength", 0)
        most = min(part.get("maxLength", MOST_CHARACTERS), max(MOST_CHARACTERS, least))
        return self._text(self._random.choice([max(least, 1), most, self._random.randint(least, most)]))

    def _text(self, length: int) -> str:
        return "".join(self._random.choice(WORDS) for _ in range(length)).strip().ljust(length, "x")

    def _array(self, part: Mapping[str, Any], plain: Any) -> list[Any]:
        least = part.get("minItems", 0)
        count = self._random.randint(least, max(least, min(part.get("maxItems", MOST_ITEMS), MOST_ITEMS)))
        first = plain[0] if isinstance(plain, list) and plain else "some words"
        if part["items"].get("format", "").endswith("-id"):
            known = list(map(str, IDS.get(part["items"]["format"], OTHER_IDS)))
            return self._random.sample(known, min(max(count, 1), len(known)))
        return [self.value(part["items"], first) for _ in range(count)]

    def _object(self, part: Mapping[str, Any], plain: Any) -> Any:
        own, needed = part.get("properties", {}), part.get("required", [])
        told = plain if isinstance(plain, dict) else {}
        if not own:
            return plain
        chosen = [name for name in own if name in needed or self._random.random() < 0.5]
        return {name: self.value(own[name], told.get(name, "some words")) for name in chosen}


class Answers:
    """Random answers of Discord's document, with a field beside that it does not know."""

    def __init__(self, spec: Spec, random: Random) -> None:
        self._spec, self._random, self._next = spec, random, int(OTHER_IDS[0])

    def value(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """Return a value."""
        if schema.get("$ref", "").endswith("/SnowflakeType"):
            self._next += 1
            return str(self._next)
        if "$ref" in schema:
            return self.value(self._spec.at(schema["$ref"]), depth)
        if "const" in schema or schema.get("enum"):
            return self._random.choice(schema.get("enum") or [schema.get("const")])
        if "allOf" in schema and "properties" not in schema:
            return self._merged([self.value(each, depth + 1) for each in schema["allOf"]])
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return self._one_of(schema[union], depth)
        return self._typed(schema, depth)

    def _one_of(self, members: list[Any], depth: int) -> Any:
        nothing = [each for each in members if each.get("type") == "null"]
        chosen = nothing if nothing and (depth > DEEPEST or self._random.random() < 0.4) else members
        return self.value(self._random.choice(chosen), depth + 1)

    def _merged(self, parts: list[Any]) -> Any:
        if not all(isinstance(part, dict) for part in parts):
            return parts[-1]
        return {name: value for part in parts for name, value in part.items()}

    def _typed(self, schema: Mapping[str, Any], depth: int) -> Any:
        kind = schema.get("type", "object" if "properties" in schema else "null")
        kinds = [kind] if isinstance(kind, str) else list(kind)
        if "null" in kinds and (depth > DEEPEST or self._random.random() < 0.4):
            return None
        chosen = next((each for each in kinds if each != "null"), "null")
        return getattr(self, f"_{chosen}")(schema, depth)

    def _null(self, schema: Mapping[str, Any], depth: int) -> None:
        return None

    def _boolean(self, schema: Mapping[str, Any], depth: int) -> bool:
        return self._random.random() < 0.5

    def _integer(self, schema: Mapping[str, Any], depth: int) -> int:
        least = int(schema.get("minimum", 0))
        return self._random.randint(least, min(int(schema.get("maximum", least + 100)), least + 100_000))

    def _number(self, schema: Mapping[str, Any], depth: int) -> float:
        return float(self._random.uniform(schema.get("minimum", 0), schema.get("maximum", 1)))

    def _string(self, schema: Mapping[str, Any], depth: int) -> str:
        if schema.get("format") == "date-time":
            return (NOON - timedelta(hours=self._random.randint(0, 10_000))).isoformat()
        if "pattern" in schema:
            return str(self._random.randint(0, 1 << 40))
        return self._random.choice(["", "words of somebody", "<@1> ~~x~~"]).ljust(int(schema.get("minLength", 0)), "x")

    def _array(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        least = int(schema.get("minItems", 0))
        count = least if depth > DEEPEST else max(least, self._random.randint(0, 2))
        return [self.value(schema.get("items", {"type": "null"}), depth + 1) for _ in range(count)]

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        needed = set(schema.get("required", ()))
        told: dict[str, Any] = {}
        for name, inner in schema.get("properties", {}).items():
            if name in needed or (depth < DEEPEST and self._random.random() < 0.6):
                told[name] = self.value(inner, depth + 1)
            if name in BITS and isinstance(told.get(name), str):
                told[name] = str(self._random.getrandbits(53))
        return told | UNHEARD_OF
