"""The four tools that lead to every other operation."""

import json
from typing import Any

import pytest

from guildhall.execution.outcome import Completed
from tests.fakes.mcp_door import CHANNEL, PREVIEWED, WAITING, Client, FakePlatform, door


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def client(platform: FakePlatform) -> Client:
    return Client(door(platform))


def test_a_search_tells_the_best_matches_and_how_to_run_them(client: Client) -> None:
    result = client.call("operations_search", {"query": "let the agent answer", "limit": 1})
    structured = result["structuredContent"]
    assert structured["total"] >= 2
    (found,) = structured["operations"]
    assert (found["name"], found["risk"], found["run_with"]) == ("chat.allow", "write", "operations_run_write")
    assert "<discord" not in result["content"][0]["text"]


def test_a_search_for_nothing_known_finds_nothing(client: Client) -> None:
    assert client.call("operations_search", {"query": "zzzz ??"})["structuredContent"] == {"operations": [], "total": 0}


@pytest.mark.parametrize("arguments", [{}, {"query": ""}, {"query": "x", "limit": 0}, {"query": "x", "more": 1}])
def test_wrong_arguments_of_a_finder_are_told(client: Client, arguments: dict[str, Any]) -> None:
    error = client.call("operations_search", arguments)["structuredContent"]["error"]
    assert error["code"] == "invalid_arguments"
    assert error["message"].startswith("operations_search cannot be called like that")


@pytest.mark.parametrize("name", ["chat.allow", "chat_allow"])
def test_a_description_shows_arguments_and_result(client: Client, name: str) -> None:
    structured = client.call("operations_describe", {"name": name})["structuredContent"]
    assert structured["name"] == "chat.allow"
    assert structured["input_schema"]["required"] == ["channel_id"]
    assert "dry_run" in structured["input_schema"]["properties"]
    assert structured["output_schema"]["type"] == "object"


def test_a_description_shows_an_example_first(client: Client) -> None:
    result = client.call("operations_describe", {"name": "channel.edit"})
    example = result["structuredContent"]["example"]
    assert {"channel_id", "topic"} <= set(example)
    assert json.dumps(example) in result["content"][0]["text"].splitlines()[1]


def test_arguments_that_do_not_fit_are_refused_with_some_that_do(client: Client) -> None:
    wrong = {"channel": "general"}
    direct = client.call("channel_get", wrong)["structuredContent"]["error"]
    run = {"name": "channel.get", "arguments": wrong}
    found = client.call("operations_run_read", run)["structuredContent"]["error"]
    described = client.call("operations_describe", {"name": "channel.get"})["structuredContent"]
    for error in (direct, found):
        assert error["hint"].endswith(json.dumps(described["example"]))
        assert '"channel_id"' in error["hint"]


def test_an_operation_that_does_not_exist_is_told_with_the_nearest(client: Client) -> None:
    error = client.call("operations_describe", {"name": "message_bulk_del"})["structuredContent"]["error"]
    assert error["code"] == "operation_unknown"
    assert "message.bulk_delete" in error["hint"]
    far = client.call("operations_describe", {"name": "zzzz"})["structuredContent"]["error"]
    assert "operations_search" in far["hint"]


def test_a_finder_is_no_operation(client: Client) -> None:
    result = client.call("operations_run_read", {"name": "operations_search", "arguments": {"query": "x"}})
    assert result["structuredContent"]["error"]["code"] == "operation_unknown"


def test_run_read_runs_what_only_reads(client: Client, platform: FakePlatform) -> None:
    platform.executor.answers = lambda _: Completed({"channels": []}, "a" * 26)
    result = client.call("operations_run_read", {"name": "channel.list"})
    assert result["structuredContent"] == {"operation": "channel.list", "result": {"channels": []}}


@pytest.mark.parametrize(
    ("tool", "name", "instead"),
    [
        ("operations_run_read", "message.send", "operations_run_write"),
        ("operations_run_read", "message_bulk_delete", "operations_run_write"),
        ("operations_run_write", "channel.list", "operations_run_read"),
    ],
)
def test_neither_runs_what_is_the_others(
    client: Client, platform: FakePlatform, tool: str, name: str, instead: str
) -> None:
    error = client.call(tool, {"name": name, "arguments": {"dry_run": False}})["structuredContent"]["error"]
    assert error["code"] == "invalid_arguments"
    assert instead in error["hint"]
    assert platform.executor.calls == []


@pytest.mark.parametrize("inside", [True, False])
def test_run_write_passes_dry_run_and_plan_wherever_they_stand(
    client: Client, platform: FakePlatform, inside: bool
) -> None:
    platform.executor.answers = lambda _: WAITING
    how = {"dry_run": False, "plan_id": "p" * 26}
    own = {"channel_id": CHANNEL, "message_ids": ["11", "12"], **(how if inside else {})}
    arguments = {"name": "message.bulk_delete", "arguments": own, **({} if inside else how)}
    result = client.call("operations_run_write", arguments)
    assert result["structuredContent"]["status"] == "needs_confirmation"
    (call,) = platform.executor.calls
    assert (call.dry_run, call.plan_id) == (False, "p" * 26)


def test_run_write_previews_unless_told_otherwise(client: Client, platform: FakePlatform) -> None:
    platform.executor.answers = lambda _: PREVIEWED
    own = {"channel_id": CHANNEL, "message_ids": ["11", "12"]}
    client.call("operations_run_write", {"name": "message_bulk_delete", "arguments": own})
    assert platform.executor.calls[0].dry_run is None


def test_a_dry_run_that_contradicts_itself_is_refused(client: Client, platform: FakePlatform) -> None:
    arguments = {"name": "chat.allow", "arguments": {"channel_id": CHANNEL, "dry_run": True}, "dry_run": False}
    error = client.call("operations_run_write", arguments)["structuredContent"]["error"]
    assert "dry_run is given twice" in error["message"]
    assert platform.executor.calls == []
