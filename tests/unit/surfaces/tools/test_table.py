"""The generated table as the door reads it."""

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


@pytest.mark.parametrize("text", [None, "{", '{"tools": [{"name": "x"}]}', "{}"])
def test_a_table_that_is_missing_or_broken_is_the_operators_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    path = tmp_path / "tools.json"
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
