"""What MCP clients are shown: legal, small, derived from the catalogue, and true of what they get back."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from guildhall.errors import AmbiguousName, PermissionMissing
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.preview import UNSHOWN
from guildhall.operations.spec import Risk
from guildhall.surfaces.mcp import tools
from guildhall.surfaces.mcp.calls import call
from guildhall.surfaces.mcp.ports import Visit
from guildhall.surfaces.mcp.view import View
from guildhall.surfaces.tools import table
from guildhall.surfaces.tools.table import Entry
from tests.contract.each import for_each
from tests.fakes.mcp_door import PREVIEW, PREVIEWED, WAITING, Client, FakePlatform, door

LISTED_MAX_COUNT = 20
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
KNOWN_FORMATS = {"date-time", "date", "time", "uri", "email", "uuid"}
LINES = table.PATH.read_text("utf-8")
GENERATED = table.read(LINES.encode())
ENTRIES = {entry.name: entry for entry in GENERATED.entries}
OPERATIONS = {operation.full_name(): operation for operation in catalogue.every()}
READS = [name for name, operation in OPERATIONS.items() if operation.spec.risk is Risk.READ]
WRITES = [name for name, operation in OPERATIONS.items() if operation.spec.risk is not Risk.READ]


def positions(schema: object) -> Iterator[Mapping[str, Any]]:
    """Every object inside a schema."""
    if isinstance(schema, Mapping):
        yield schema
        for part in schema.values():
            yield from positions(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from positions(part)


def entry_of(operation: str) -> Entry:
    return ENTRIES[operation.replace(".", "_")]


def test_the_generated_table_is_what_the_code_makes() -> None:
    assert "".join(table.lines(tools.generate())) == LINES, "run `make docs`"


def test_every_operation_has_exactly_one_tool_and_every_other_tool_is_a_finder() -> None:
    assert {entry.operation for entry in ENTRIES.values() if entry.operation} == set(OPERATIONS)
    finders = {name for name, entry in ENTRIES.items() if entry.operation is None}
    assert finders == {"operations_search", "operations_describe", "operations_run_read", "operations_run_write"}


def test_a_client_is_shown_at_most_twenty_tools_unless_it_asks_for_more() -> None:
    shown = Client(door(FakePlatform())).ask("tools/list").result["tools"]
    assert len(shown) <= LISTED_MAX_COUNT
    assert "confirmation_get" in {tool["name"] for tool in shown}


@for_each(ENTRIES)
def test_a_tool_says_what_it_is(name: str) -> None:
    definition = ENTRIES[name].definition
    assert NAME.fullmatch(name)
    assert definition["title"]
    assert 20 <= len(definition["description"]) <= 600
    annotations = definition["annotations"]
    assert annotations["readOnlyHint"] is ENTRIES[name].reads_only
    assert annotations["destructiveHint"] is (ENTRIES[name].risk == "destructive")
    assert not (annotations["readOnlyHint"] and annotations["destructiveHint"])


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize("which", ["inputSchema", "outputSchema"])
def test_schemas_are_whole_and_hold_nothing_that_only_some_clients_understand(name: str, which: str) -> None:
    schema = ENTRIES[name].definition[which]
    jsonschema_rs.validator_for(schema)
    assert schema["type"] == "object"
    assert not {"anyOf", "oneOf", "allOf", "$defs"} & set(schema)
    for position in positions(schema):
        assert "$ref" not in position
        assert "x-mcp-header" not in position, "the door does not compare such headers"
        if "format" in position and isinstance(position["format"], str):
            assert position["format"] in KNOWN_FORMATS


@for_each(ENTRIES)
def test_inputs_refuse_unknown_arguments_and_never_demand_the_guild(name: str) -> None:
    schema = ENTRIES[name].definition["inputSchema"]
    assert schema["additionalProperties"] is False
    assert "guild_id" not in schema.get("required", [])
    if "guild_id" in schema["properties"]:
        assert "Leave it out" in schema["properties"]["guild_id"]["description"]


@for_each(ENTRIES)
def test_every_write_previews_by_default_and_no_read_speaks_of_it(name: str) -> None:
    properties = ENTRIES[name].definition["inputSchema"]["properties"]
    if ENTRIES[name].reads_only:
        assert not {"dry_run", "plan_id"} & set(properties)
    else:
        assert properties["dry_run"]["default"] is True
        assert properties["plan_id"]["type"] == "string"


def test_no_argument_can_confirm_anything() -> None:
    for entry in ENTRIES.values():
        named = set(entry.definition["inputSchema"]["properties"]) - {"confirm_from"}  # a policy's, itself asked about
        assert not [name for name in named if "confirm" in name and entry.risk != "read"]


@for_each(OPERATIONS)
def test_the_input_takes_every_field_of_the_operation(name: str) -> None:
    taken = set(entry_of(name).definition["inputSchema"]["properties"]) - {"dry_run", "plan_id"}
    assert taken == set(OPERATIONS[name].model_fields)


# --------------------------------------------------------------- what comes back is what the output schema promised


def sample(schema: Mapping[str, Any], definitions: Mapping[str, Any], *, empty: bool) -> Any:
    """A value that fits a schema: the smallest, or one with something everywhere."""
    if "$ref" in schema:
        return sample(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions, empty=empty)
    if "anyOf" in schema:
        null = {"type": "null"} in schema["anyOf"] and empty
        return None if null else sample(schema["anyOf"][0], definitions, empty=empty)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: sample(part, definitions, empty=empty) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [] if empty else [sample(schema["items"], definitions, empty=empty)]
        case "string" if schema.get("format") == "date-time":
            return "2026-11-20T12:00:00Z"
        case "string" if "format" in schema:
            return "41771983423143937"
        case scalar:
            return {"integer": 1, "number": 0.5, "boolean": True, "string": "text"}.get(str(scalar))


def result_of(operation: type[AnyOperation], *, empty: bool) -> dict[str, Any]:
    """A result as the executor gives it."""
    model = operation.result_model()
    schema = model.model_json_schema(mode="validation")
    dumped: dict[str, Any] = model.model_validate(sample(schema, schema.get("$defs", {}), empty=empty)).model_dump(
        mode="json"
    )
    return dumped


def structured(name: str, outcome: Outcome | Exception, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a client gets for an outcome, after it was checked against what the tool promised."""

    def answer(_: Call) -> Outcome:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    platform = FakePlatform()
    platform.executor.answers = answer
    platform.build = lambda *_: OPERATIONS["guild.list"]()  # type: ignore[method-assign]  # arguments do not matter here
    caller = platform.keys.authenticate(f"ghk_{'a' * 16}_{'A' * 43}", "")
    log = door(platform)._log
    told = call(Visit(caller, View(), GENERATED, platform, log), ENTRIES[name], dict(arguments or {}))
    sent: dict[str, Any] = json.loads(json.dumps(told.structured))
    _promised(name).validate(sent)
    return sent


@cache
def _promised(name: str) -> Any:
    return jsonschema_rs.validator_for(ENTRIES[name].definition["outputSchema"], validate_formats=True)


@pytest.mark.parametrize("empty", [True, False])
@pytest.mark.parametrize("name", READS)
def test_what_a_read_returns_fits_its_output_schema(name: str, empty: bool) -> None:
    result = result_of(OPERATIONS[name], empty=empty)
    assert structured(entry_of(name).name, Completed(result, "a" * 26)) == result


@pytest.mark.parametrize("outcome", [PREVIEWED, WAITING, None])
@pytest.mark.parametrize("name", WRITES)
def test_each_outcome_of_a_write_fits_its_output_schema(
    name: str, outcome: Previewed | NeedsConfirmation | None
) -> None:
    done = Completed(result_of(OPERATIONS[name], empty=False), "a" * 26)
    assert structured(entry_of(name).name, outcome or done)["operation"] == name


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize(
    "failure",
    [PermissionMissing("You lack it.", "Ask."), AmbiguousName("Which?", candidates=["a"]), RuntimeError("broken")],
)
def test_a_failure_fits_the_output_schema_of_every_tool(name: str, failure: Exception) -> None:
    assert set(structured(entry_of(name).name, failure)) == {"error"}


@pytest.mark.parametrize(
    ("tool", "arguments", "outcome"),
    [
        ("operations_search", {"query": "delete"}, WAITING),
        ("operations_search", {}, WAITING),
        ("operations_describe", {"name": "message.send"}, WAITING),
        ("operations_run_read", {"name": "guild.list"}, Completed({"guilds": []}, "a" * 26)),
        ("operations_run_write", {"name": "message.send"}, WAITING),
        ("operations_run_write", {"name": "message.send"}, PREVIEWED),
        ("operations_run_write", {"name": "message.send"}, Completed({"any": ["thing"]}, "a" * 26)),
        ("operations_run_write", {"name": "guild.list"}, WAITING),
    ],
)
def test_what_a_finder_returns_fits_its_output_schema(tool: str, arguments: dict[str, Any], outcome: Outcome) -> None:
    structured(tool, outcome, arguments)


def test_an_output_schema_is_not_so_loose_that_anything_fits() -> None:
    reads = jsonschema_rs.validator_for(ENTRIES["message_list"].definition["outputSchema"])
    writes = jsonschema_rs.validator_for(ENTRIES["message_send"].definition["outputSchema"])
    for validator in (reads, writes):
        assert not validator.is_valid({})
        assert not validator.is_valid({"error": "text"})
        assert validator.is_valid({"error": {"code": "x", "message": "y"}})
    assert not reads.is_valid({"messages": [{"message_id": 1}], "next_before": None})
    assert not writes.is_valid({"status": "done", "operation": "message.send", "risk": "write"})


def test_the_preview_that_is_told_is_the_one_that_is_promised() -> None:
    promised = ENTRIES["message_send"].definition["outputSchema"]["properties"]["preview"]["properties"]
    told = structured("message_send", PREVIEWED)["preview"]
    assert set(told) == set(promised) == set(PREVIEW.model_dump()) - UNSHOWN
