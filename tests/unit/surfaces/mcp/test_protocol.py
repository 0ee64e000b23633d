"""Both eras of the protocol on one address, and what each answers to good and bad messages."""

import asyncio
import base64
from typing import Any

import pytest
from mcp.shared.exceptions import NoBackChannelError
from mcp.shared.transport_context import TransportContext

import guildhall
from guildhall.surfaces.mcp import protocol, server
from guildhall.surfaces.tools.table import Entry, Table, lines, read
from tests.fakes.mcp_door import LEGACY, MODERN, Client, FakePlatform, Response, door, envelope

HANDSHAKE = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]


@pytest.fixture
def modern() -> Client:
    return Client(door(FakePlatform()))


@pytest.fixture
def legacy() -> Client:
    return Client(door(FakePlatform()), version=LEGACY)


def initialize(client: Client, version: str) -> Response:
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}
    return client.post({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params})


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [*((version, version) for version in HANDSHAKE), ("1999-01-01", "2025-11-25"), (MODERN, LEGACY)],
)
def test_initialize_agrees_on_the_clients_version_or_offers_the_latest(legacy: Client, asked: str, spoken: str) -> None:
    result = initialize(legacy, asked).result
    assert result["protocolVersion"] == spoken
    assert result["serverInfo"]["name"] == "guildhall"
    assert result["serverInfo"]["title"] == "Guildhall"
    assert result["serverInfo"]["version"] == guildhall.__version__
    assert "operations_search" in result["instructions"]


def test_only_what_is_served_is_advertised(legacy: Client, modern: Client) -> None:
    assert initialize(legacy, LEGACY).result["capabilities"] == {"tools": {"listChanged": False}}
    discovered = modern.ask("server/discover").result
    assert discovered["capabilities"] == {"tools": {"listChanged": False}}
    assert discovered["supportedVersions"] == [MODERN]
    assert (discovered["ttlMs"], discovered["cacheScope"]) == (300_000, "public")


def test_no_session_is_ever_given_out_and_an_inbound_one_is_ignored(legacy: Client) -> None:
    answer = initialize(legacy, LEGACY)
    assert not any("session" in name for name in answer.headers)
    assert legacy.ask("ping", headers={"mcp-session-id": "made-up"}).status == 200


@pytest.mark.parametrize("version", HANDSHAKE)
def test_tools_are_listed_and_called_in_every_handshake_version_without_a_handshake(version: str) -> None:
    client = Client(door(FakePlatform()), version=version)
    assert len(client.ask("tools/list").result["tools"]) > 4
    assert client.call("guild_list")["structuredContent"] == {"guilds": []}


def test_a_request_without_a_version_is_of_the_handshake_era(legacy: Client) -> None:
    answer = legacy.post({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert answer.status == 200
    assert "resultType" not in answer.result


def test_a_stateless_result_says_that_it_is_complete_and_whose(modern: Client) -> None:
    result = modern.call("guild_list")
    assert result["resultType"] == "complete"
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "guildhall"


@pytest.mark.parametrize("version", [LEGACY, MODERN])
@pytest.mark.parametrize("method", ["notifications/initialized", "notifications/cancelled", "notifications/made_up"])
def test_a_notification_is_202_with_nothing_in_it(version: str, method: str) -> None:
    client = Client(door(FakePlatform()))
    answer = client.post({"jsonrpc": "2.0", "method": method}, headers={"mcp-protocol-version": version})
    assert (answer.status, answer.text) == (202, "")
    assert "content-type" not in answer.headers


def test_a_notification_in_an_unknown_version_is_told_the_known_ones(modern: Client) -> None:
    answer = modern.post({"jsonrpc": "2.0", "method": "x"}, headers={"mcp-protocol-version": "2030-01-01"})
    assert answer.status == 400
    assert answer.error["code"] == -32022
    assert answer.error["data"]["supported"] == [MODERN]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", -32700),
        ({"method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": True, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "result": {}}, -32600),
        ([{"jsonrpc": "2.0", "id": 1, "method": "ping"}], -32600),
        ("ping", -32600),
        (None, -32600),
    ],
)
def test_what_is_not_one_message_is_400_with_a_null_id(modern: Client, message: Any, code: int) -> None:
    answer = modern.post(message)
    assert answer.status == 400
    assert answer.error["code"] == code
    assert answer.json["id"] is None


def stateless(method: str = "tools/list", meta: Any = None, **params: Any) -> dict[str, Any]:
    body = {**params, "_meta": envelope() if meta is None else meta}
    return {"jsonrpc": "2.0", "id": 3, "method": method, "params": body}


def mirrored(method: str = "tools/list", **more: str) -> dict[str, str]:
    return {"mcp-protocol-version": MODERN, "mcp-method": method, **{k.replace("_", "-"): v for k, v in more.items()}}


CALL = {"name": "guild_list", "arguments": {}}


@pytest.mark.parametrize(
    ("message", "headers", "code"),
    [
        (stateless(), {}, -32020),
        (stateless(), {"mcp-method": "tools/list"}, -32020),
        (stateless(), {"mcp-protocol-version": MODERN}, -32020),
        (stateless(), mirrored("tools/call"), -32020),
        (stateless(), {**mirrored(), "mcp-protocol-version": f"{MODERN},{MODERN}"}, -32020),
        (stateless("tools/call", **CALL), mirrored("tools/call"), -32020),
        (stateless("tools/call", **CALL), mirrored("tools/call", mcp_name="guild_get"), -32020),
        (stateless("tools/call", **CALL), mirrored("tools/call", mcp_name="=?base64?%%%?="), -32020),
        (stateless(meta={}), mirrored(), -32602),
        (stateless(meta="text"), mirrored(), -32602),
        (stateless(meta=envelope("2030-01-01")), {**mirrored(), "mcp-protocol-version": "2030-01-01"}, -32022),
        ({"jsonrpc": "2.0", "id": 3, "method": "tools/list"}, mirrored(), -32602),
        (stateless("tools/call", name=5), mirrored("tools/call"), -32020),
        (stateless("tools/list", cursor=5), mirrored(), -32602),
    ],
)
def test_a_stateless_request_whose_headers_or_envelope_disagree_is_400(
    modern: Client, message: dict[str, Any], headers: dict[str, str], code: int
) -> None:
    answer = modern.post(message, headers=headers)
    assert answer.status == 400
    assert answer.error["code"] == code
    assert answer.json["id"] == 3


def test_a_name_in_base64_is_compared_decoded(modern: Client) -> None:
    name = base64.b64encode(b"guild_list").decode()
    answer = modern.post(stateless("tools/call", **CALL), headers=mirrored("tools/call", mcp_name=f"=?base64?{name}?="))
    assert answer.status == 200


@pytest.mark.parametrize(
    "method", ["prompts/list", "resources/list", "subscriptions/listen", "logging/setLevel", "made/up"]
)
def test_what_is_not_served_is_method_not_found(modern: Client, legacy: Client, method: str) -> None:
    for client, status in ((modern, 404), (legacy, 200)):
        answer = client.ask(method, {"level": "info", "notifications": {}})
        assert answer.status == status
        assert answer.error["code"] == -32601


@pytest.mark.parametrize("method", ["initialize", "ping"])
def test_what_the_stateless_era_dropped_is_not_found_there(modern: Client, method: str) -> None:
    assert modern.ask(method).error["code"] == -32601


def test_an_unknown_tool_is_a_protocol_error_that_says_where_to_look(modern: Client, legacy: Client) -> None:
    for client, status in ((modern, 400), (legacy, 200)):
        answer = client.ask("tools/call", {"name": "x" * 300})
        assert answer.status == status
        assert answer.error["code"] == -32602
        assert "operations_search" in answer.error["message"]
        assert "x" * 81 not in answer.error["message"]


def test_what_breaks_inside_the_protocol_is_told_by_a_reference_only(
    legacy: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Entry) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(server, "_tool", broken)
    answer = legacy.ask("tools/list")
    assert answer.status == 200
    assert answer.error["code"] == -32603
    assert "secret" not in answer.text
    assert len(answer.error["data"]["reference"]) == 26


def entries(count: int) -> Table:
    def one(number: int) -> dict[str, Any]:
        name = f"thing_{number:03}"
        schema = {"type": "object", "properties": {}}
        told = {"name": name, "title": name, "description": name, "inputSchema": schema, "outputSchema": schema}
        return {
            "operation": f"thing.{number:03}",
            "toolset": "thing",
            "risk": "read",
            "listed": True,
            "definition": told,
        }

    return read("".join(lines({"tools": [one(number) for number in range(count)]})).encode())


def test_a_long_list_comes_in_pages_that_neither_repeat_nor_leave_out(
    modern: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guildhall.surfaces.tools.table.table", lambda: entries(120))
    seen: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = modern.ask("tools/list", cursor).result
        seen += [tool["name"] for tool in page["tools"]]
        cursor = {"cursor": page.get("nextCursor", "")}
    assert seen == [f"thing_{number:03}" for number in range(120)]
    assert cursor == {"cursor": ""}


@pytest.mark.parametrize(
    "cursor", ["", "%%", "bm90IGpzb24=", base64.b64encode(b"[]").decode(), base64.b64encode(b"{}").decode()]
)
def test_a_cursor_that_is_not_ours_is_refused(modern: Client, cursor: str) -> None:
    answer = modern.ask("tools/list", {"cursor": cursor})
    assert answer.status == 400
    assert answer.error["code"] == -32602
    assert "cursor" in answer.error["message"]


def test_the_list_is_the_same_every_time_and_says_how_long_it_keeps(modern: Client) -> None:
    first, second = (modern.ask("tools/list").result for _ in range(2))
    assert first == second
    assert (first["ttlMs"], first["cacheScope"]) == (300_000, "public")


def test_nothing_can_be_sent_to_the_client_but_the_answer() -> None:
    exchange = protocol._OneExchange(TransportContext(kind="http", can_send_request=False), 1)

    async def try_all() -> None:
        await exchange.notify("notifications/message", None)
        await exchange.progress(0.5)
        await exchange.send_raw_request("sampling/createMessage", None)

    with pytest.raises(NoBackChannelError):
        asyncio.run(try_all())
