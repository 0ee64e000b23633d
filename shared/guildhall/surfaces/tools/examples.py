"""An example of each operation's call: what a person would most likely ask for. Used at build time only.

    message.send  ->  {"channel_id": "1187204961597980674", "content": "The office closes at 18:00 UTC today."}

Nothing is written down for an operation that can be derived: a value follows from its field's type and name
(`example_words.py` has the words), and what is given from what the request has to have. An operation whose own rules
want more than that is given optional fields until they are content. The guild is left out, as a caller may. Shown by
`operations_describe`, by a refusal of arguments that do not fit, and on the page of examples.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product
from typing import Any

from pydantic import JsonValue, ValidationError

from guildhall.operations import naming
from guildhall.operations.catalogue import AnyOperation
from guildhall.surfaces.tools.example_words import BESIDE, GUILD_ID, IDS, KIND_OF, SAID, WORDS

type Arguments = dict[str, JsonValue]

_MOMENT = "2030-05-17T18:00:00Z"
_OWN_WORDS = {name: word for name, word in WORDS.items() if " " in name}
"""Words that are said of one toolset or operation; another's may have nothing to do with a field of the same name."""
_MORE = 2
"""Optional fields that are tried together, at most, until a request says enough."""


@cache
def of(operation: type[AnyOperation]) -> Mapping[str, JsonValue]:
    """Return the arguments of an operation's example, without the guild.

    Raises:
        ValueError: None was found that the operation takes: a field needs a word, or `examples` of its own.
    """
    schema = operation.model_json_schema()
    for names, words in product(_choices(operation, schema), (WORDS, _OWN_WORDS)):
        values = _Values(operation.full_name(), schema, words)
        arguments = {name: values.of(schema["properties"][name], name) for name in names if name != "guild_id"}
        if _fits(operation, arguments):
            return arguments
    raise ValueError(f"{operation.full_name()} has no example: give its fields words, or `examples`")


def with_guild(operation: type[AnyOperation], arguments: Mapping[str, JsonValue]) -> Arguments:
    """Return arguments as the request takes them, with the guild where it has one."""
    guild: Arguments = {"guild_id": GUILD_ID} if "guild_id" in operation.model_fields else {}
    return {**guild, **arguments}


def _fits(operation: type[AnyOperation], arguments: Arguments) -> bool:
    try:
        operation.model_validate(with_guild(operation, arguments))
    except ValidationError:
        return False
    return True


def _choices(operation: type[AnyOperation], schema: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield which fields to give, the best choice first."""
    required = tuple(schema.get("required", ()))
    optional = [name for name in schema["properties"] if name not in required]
    beside = tuple(name for name in BESIDE.get(operation.full_name(), SAID[:1]) if name in optional)
    yield required + beside
    more = sorted(optional, key=lambda name: SAID.index(name) if name in SAID else len(SAID))
    for count in range(_MORE + 1):
        for names in combinations(more, count):
            yield required + names


@dataclass(frozen=True, slots=True)
class _Values:
    """Values for the fields of one call.

    Attributes:
        name: The operation's.
        schema: That of its arguments.
        words: What its fields hold where that is known.
        taken: How many ids of each kind the call has already, so that none is given twice.
    """

    name: str
    schema: Mapping[str, Any]
    words: Mapping[str, JsonValue]
    taken: dict[str, int] = field(default_factory=dict)

    def of(self, part: Mapping[str, Any], name: str) -> Any:
        """Return what a field holds."""
        known = self._known(self.words, name)
        if known is not None and _is_no_id(part):
            return known
        if "$ref" in part:
            return self.of(self.schema["$defs"][part["$ref"].rpartition("/")[2]] | _beside(part), name)
        for union in ("anyOf", "oneOf", "allOf"):
            if union in part:
                return self.of(next(each for each in part[union] if each.get("type") != "null") | _beside(part), name)
        return self._plain(part, name)

    def _known(self, table: Mapping[str, Any], name: str) -> Any:
        toolset, _ = naming.command_path(self.name)
        return next((table[key] for key in (f"{self.name} {name}", f"{toolset} {name}", name) if key in table), None)

    def _plain(self, part: Mapping[str, Any], name: str) -> Any:
        if str(part.get("format", "")).endswith("-id"):
            return self._id(part["format"], name)
        if "examples" in part:
            return part["examples"][0]
        if "const" in part or "enum" in part:
            return part.get("const") or part.get("default") or part["enum"][0]
        return self._of_type(part, name)

    def _of_type(self, part: Mapping[str, Any], name: str) -> Any:
        match part.get("type"):
            case "boolean":
                return not part.get("default", False)
            case "integer" | "number":
                return part.get("default") or part.get("minimum", 1)
            case "array":
                return [self.of(part["items"], name) for _ in range(self._many(part))]
            case "object":
                return {inner: self.of(part["properties"][inner], inner) for inner in part.get("required", ())}
        return _MOMENT if part.get("format") == "date-time" else name.replace("_", " ")

    def _many(self, part: Mapping[str, Any]) -> int:
        usual = 1 if _is_no_id(part["items"]) or part.get("maxItems") == 1 else 2
        return max(int(part.get("minItems", 1)), usual)

    def _id(self, kind: str, name: str) -> str:
        kind = self._known(KIND_OF, name) or kind
        place = self.taken.get(kind, 0)
        self.taken[kind] = place + 1
        ids = IDS.get(kind, IDS["snowflake-id"])
        return ids[place % len(ids)]


def _is_no_id(part: Mapping[str, Any]) -> bool:
    return not str(part.get("format", "")).endswith("-id")


def _beside(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part[key] for key in ("examples", "default") if part.get(key) is not None}
