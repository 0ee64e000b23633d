"""The agent's tools: derived from the catalogue, legal for the Messages API, few; none takes a guild or a plan."""

import json
import re
from typing import Any

import jsonschema_rs
import pytest

from guildhall.operations import catalogue, naming
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from guildhall.surfaces.agent.tools import definitions as tools
from guildhall.surfaces.agent.tools import table as tool_table
from guildhall.surfaces.agent.tools.table import PATH
from guildhall.surfaces.tools import table
from guildhall.surfaces.tools.table import Entry

MOST_TOOLS, MOST_BYTES = 24, 20_000
NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
LINES = PATH.read_text("utf-8")
ENTRIES = {entry.name: entry for entry in table.read(LINES.encode()).entries}
OWN = {"conversation_read", "operations_search", "operations_describe", "operations_run_read", "operations_run_write"}
every = pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
operations = pytest.mark.parametrize("cls", list(catalogue.every()), ids=lambda cls: cls.full_name())


def test_the_generated_table_is_what_the_code_makes() -> None:
    assert "".join(table.lines(tools.generate())) == LINES, "run `make docs`"


def test_every_operation_is_there_and_the_listed_ones_stand_in_every_request() -> None:
    assert {entry.operation for entry in ENTRIES.values() if entry.operation} == set(catalogue.names())
    listed = {naming.tool_name(cls.full_name()) for cls in catalogue.every() if cls.spec.listed}
    shown = [str(block["name"]) for block in tool_table.definitions()]
    assert shown == sorted(listed | OWN)
    assert len(shown) <= MOST_TOOLS
    assert len(json.dumps(tool_table.definitions())) <= MOST_BYTES


def test_what_people_ask_for_most_needs_no_search() -> None:
    shown = {block["name"] for block in tool_table.definitions()}
    assert shown >= {"channel_list", "message_list", "message_get", "channel_create", "role_list", "member_ban"}


def test_a_block_has_what_the_messages_api_takes_and_no_more() -> None:
    for block in tool_table.definitions():
        assert set(block) == {"name", "description", "input_schema"}


@every
def test_a_tool_is_legal_and_says_what_it_does(entry: Entry) -> None:
    schema = entry.definition["inputSchema"]
    assert NAME.fullmatch(entry.name)
    assert 20 <= len(entry.description) <= 600
    assert "dry_run" not in entry.description
    jsonschema_rs.validator_for(schema)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert "$ref" not in json.dumps(schema)


@every
def test_no_tool_takes_a_guild_or_a_plan(entry: Entry) -> None:
    assert not {"guild_id", "plan_id"} & set(entry.definition["inputSchema"]["properties"])


@every
def test_a_write_is_done_unless_it_is_to_be_shown(entry: Entry) -> None:
    properties: dict[str, Any] = entry.definition["inputSchema"]["properties"]
    assert ("dry_run" in properties) is not entry.reads_only
    if not entry.reads_only:
        assert properties["dry_run"]["default"] is False
        assert "Left out: do it" in properties["dry_run"]["description"]
        assert "dry_run" not in entry.definition["inputSchema"].get("required", [])


@operations
def test_a_tool_takes_what_its_operation_takes(cls: type[AnyOperation]) -> None:
    entry = ENTRIES[naming.tool_name(cls.full_name())]
    taken = set(entry.definition["inputSchema"]["properties"]) - {"dry_run"}
    assert taken == set(cls.model_fields) - {"guild_id"}
    assert entry.reads_only is (cls.spec.risk is Risk.READ)
    assert entry.title == naming.title(cls.full_name())
    if cls.spec.risk is Risk.DESTRUCTIVE:
        assert "A human approves it in Discord first." in entry.description
