"""The generated table as the door reads it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from guildhall.errors import ConfigurationError
from guildhall.surfaces.tools import table
from tests.fakes.mcp_door import Client, FakePlatform, door


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    table.table.cache_clear()
    yield
    table.table.cache_clear()


@pytest.mark.parametrize(
    "text", [None, "", "{", "{}\n{}", '[{"name": "x"}]', '[{"name": "x"}]\n{}', "[]\n{}", "[1]\n{}"]
)
def test_a_table_that_is_missing_or_broken_is_the_operators_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    path = tmp_path / "tools.jsonl"
    if text is not None:
        path.write_text(text)
    monkeypatch.setattr(table, "PATH", path)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        table.table()
    answer = Client(door(FakePlatform())).ask("tools/list")
    assert answer.status == 503
    assert str(path) not in answer.text


def test_tools_are_found_by_either_name() -> None:
    known = table.table()
    assert known.find("message_send") is known.of_operation("message.send") is known.of_operation("message_send")
    assert known.find("message.send") is None
    assert known.of_operation("operations_search") is None
    assert "operations" in known.toolsets


def test_a_tool_is_not_looked_into_before_it_is_wanted() -> None:
    heads = [
        {"operation": None, "toolset": "a", "risk": "read", "listed": True, "name": name} for name in ("one", "two")
    ]
    first = json.dumps([{**head, "title": "A tool", "description": "Does something."} for head in heads])
    one, two = table.read(f'{first}\n{{"name": "one"}}\nbroken\n'.encode()).entries
    assert one.definition == {"name": "one"}
    with pytest.raises(ConfigurationError, match="cannot be read"):
        _ = two.definition


def test_the_lines_tell_what_was_generated() -> None:
    definition = {"name": "one", "title": "One", "description": "Does üü.\nMore.", "inputSchema": {"type": "object"}}
    made = {"operation": "a.one", "toolset": "a", "risk": "write", "listed": False, "definition": definition}
    text = "".join(table.lines({"tools": [made]}))
    (entry,) = table.read(text.encode()).entries
    assert (entry.operation, entry.toolset, entry.risk, entry.listed) == ("a.one", "a", "write", False)
    assert (entry.name, entry.title, entry.description) == ("one", "One", "Does üü.\nMore.")
    assert entry.definition == definition
    assert entry.example == {}


def test_an_example_stands_beside_the_tool_and_not_in_what_clients_are_listed() -> None:
    definition = {"name": "a_one", "title": "One", "description": "Does something.", "inputSchema": {"type": "object"}}
    made = {"operation": "a.one", "toolset": "a", "risk": "read", "listed": True, "definition": definition}
    (entry,) = table.read("".join(table.lines({"tools": [made | {"example": {"text": "ü"}}]})).encode()).entries
    assert entry.example == {"text": "ü"}
    assert entry.definition == definition
