"""What an address shows and lets be called."""

from typing import Any

import pytest

from tests.fakes.mcp_door import LEGACY, Client, FakePlatform, door

FINDERS = {"operations_search", "operations_describe", "operations_run_read", "operations_run_write"}


@pytest.fixture
def client() -> Client:
    return Client(door(FakePlatform()))


def every_tool(client: Client, **event: Any) -> list[dict[str, Any]]:
    """Return all tools, page by page."""
    found, cursor = list[dict[str, Any]](), None
    while True:
        page = client.ask("tools/list", {"cursor": cursor} if cursor else {}, **event).result
        found += page["tools"]
        if not (cursor := page.get("nextCursor")):
            return found


def names(client: Client, **event: Any) -> set[str]:
    """Return the names of all tools."""
    return {tool["name"] for tool in every_tool(client, **event)}


def test_by_default_the_listed_tools_the_finders_and_the_outcome_of_confirmations_are_shown(client: Client) -> None:
    shown = names(client)
    assert FINDERS | {"confirmation_get", "message_send", "channel_list"} <= shown
    assert "chat_allow" not in shown
    assert len(shown) <= 20


def test_named_toolsets_are_shown_alone_with_the_outcome_of_confirmations(client: Client) -> None:
    shown = names(client, query={"toolsets": " Message , chat "})
    assert {name.partition("_")[0] for name in shown} == {"message", "chat", "confirmation"}
    assert {"chat_allow", "chat_disallow"} <= shown


def test_default_can_be_widened(client: Client) -> None:
    assert names(client, query={"toolsets": "default,chat"}) == names(client) | {"chat_allow", "chat_disallow"}


def test_all_shows_everything(client: Client) -> None:
    assert names(client, query={"toolsets": "all"}) >= names(client) | {"chat_allow", "chat_disallow"}


def test_read_only_shows_nothing_that_changes_anything(client: Client) -> None:
    tools = every_tool(client, query={"toolsets": "all", "mode": "read-only"})
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)
    assert {"channel_list", "operations_run_read"} <= {tool["name"] for tool in tools}


@pytest.mark.parametrize(
    ("query", "tool"),
    [
        ({"toolsets": "channel"}, "message_send"),
        ({"toolsets": "channel"}, "operations_run_write"),
        ({"mode": "read-only"}, "message_send"),
        ({"mode": "read-only"}, "operations_run_write"),
        ({"toolsets": "message", "mode": "read-only"}, "message_send"),
    ],
)
def test_what_a_narrowed_address_does_not_show_it_does_not_run(query: dict[str, str], tool: str) -> None:
    platform = FakePlatform()
    answer = Client(door(platform)).ask("tools/call", {"name": tool, "arguments": {}}, query=query)
    assert answer.error["code"] == -32602
    assert platform.executor.calls == []


def test_by_default_a_tool_that_is_not_shown_still_runs_because_the_finders_lead_to_it() -> None:
    platform = FakePlatform()
    Client(door(platform)).call("chat_allow", {"channel_id": "41771983423143938"})
    assert [call.operation.full_name() for call in platform.executor.calls] == ["chat.allow"]


def test_the_finders_alone_lead_to_everything_and_stay_narrow_otherwise() -> None:
    platform = FakePlatform()
    client = Client(door(platform))
    finding = {"toolsets": "operations"}
    assert names(client, query=finding) == {*FINDERS, "confirmation_get"}
    assert client.call("guild_list", query=finding)["isError"] is False


def test_finders_beside_read_only_lead_to_nothing_that_changes(client: Client) -> None:
    query = {"mode": "read-only"}
    found = client.call("operations_search", {"query": "delete messages", "limit": 20}, query=query)
    assert {entry["risk"] for entry in found["structuredContent"]["operations"]} == {"read"}
    described = client.call("operations_describe", {"name": "message.send"}, query=query)
    assert described["structuredContent"]["error"]["code"] == "operation_unknown"


def test_a_header_chooses_where_the_address_does_not(client: Client) -> None:
    header = {"x-guildhall-toolsets": "chat"}
    assert "message_send" not in names(client, headers=header)
    assert "message_send" in names(client, headers=header, query={"toolsets": "message"})
    assert client.ask("tools/list", headers=header).result["cacheScope"] == "private"


@pytest.mark.parametrize("query", [{"toolsets": "chanel"}, {"mode": "readonly"}, {"toolsets": "chat,made-up"}])
def test_a_toolset_or_mode_that_does_not_exist_is_refused_with_the_known_ones(query: dict[str, str]) -> None:
    platform = FakePlatform()
    answer = Client(door(platform), version=LEGACY).ask("tools/list", query=query)
    assert answer.status == 400
    assert "read-only" in answer.text or "channel" in answer.text


def test_an_empty_choice_is_the_default(client: Client) -> None:
    assert names(client, query={"toolsets": " , ", "mode": ""}) == names(client)
