"""The MCP SDK's own client, over HTTP, in both eras, through the whole core to a simulated Discord."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from guildhall.surfaces.tools.table import table
from tests.integration.mcp_house import House, house

ERAS = ["legacy", "auto", "2026-07-28"]
DELETED_COUNT = 2


@pytest.fixture(scope="module")
def running() -> Iterator[House]:
    with house() as opened:
        yield opened


def visit[T](running: House, who: str, era: str, work: Callable[[Client], Awaitable[T]], address: str = "") -> T:
    async def go() -> T:
        headers = {"authorization": f"Bearer {running.keys[who]}"}
        async with create_mcp_http_client(headers=headers) as http:
            transport = streamable_http_client(f"{running.url}{address}", http_client=http)
            async with Client(transport, mode=era) as client:
                return await work(client)

    return asyncio.run(go())


def call(running: House, who: str, tool: str, arguments: dict[str, Any] | None = None, era: str = "auto") -> Any:
    async def work(client: Client) -> Any:
        await client.list_tools()
        return await client.call_tool(tool, arguments or {})

    return visit(running, who, era, work)


@pytest.mark.parametrize("era", ERAS)
def test_a_client_of_each_era_lists_and_calls_and_its_validator_is_content(running: House, era: str) -> None:
    async def work(client: Client) -> tuple[str, int, Any]:
        listed = await client.list_tools()
        called = await client.call_tool("channel_list", {})
        return str(client.protocol_version), len(listed.tools), called

    version, count, called = visit(running, "member", era, work)
    assert version == ("2025-11-25" if era == "legacy" else "2026-07-28")
    assert count <= 20
    assert not called.is_error
    names = {channel["name"] for channel in called.structured_content["channels"]}
    assert "general" in names
    assert "staff" not in names, "the member does not see it"


def test_a_write_previews_by_default_and_its_plan_does_exactly_that(running: House) -> None:
    general = running.ids.channels["general"]
    before = len(running.messages(general))
    preview = call(running, "moderator", "message_send", {"channel_id": general, "content": "Hello from MCP"})
    assert preview.structured_content["status"] == "previewed"
    assert len(running.messages(general)) == before
    how = {"dry_run": False, "plan_id": preview.structured_content["plan_id"]}
    done = call(running, "moderator", "message_send", {"channel_id": general, "content": "Hello from MCP", **how})
    assert not done.is_error, done
    assert done.structured_content["status"] == "completed"
    assert running.messages(general)[0]["content"] == "Hello from MCP"


def test_a_destructive_call_waits_for_a_human_and_is_readable_afterwards(running: House) -> None:
    general = running.ids.channels["general"]
    ids = [message["id"] for message in running.messages(general)[:DELETED_COUNT]]
    arguments = {"channel_id": general, "message_ids": ids, "dry_run": False}
    asked = call(running, "moderator", "message_bulk_delete", arguments)
    assert asked.structured_content["status"] == "needs_confirmation", asked
    card = running.messages(running.ids.channels["approvals"])[0]
    assert asked.structured_content["confirmation_id"] in str(card["components"])
    read = call(
        running, "moderator", "confirmation_get", {"confirmation_id": asked.structured_content["confirmation_id"]}
    )
    assert read.structured_content["status"] == "pending"
    others = call(
        running, "owner", "confirmation_get", {"confirmation_id": asked.structured_content["confirmation_id"]}
    )
    assert others.is_error
    assert {message["id"] for message in running.messages(general)} >= set(ids)


def test_what_the_caller_may_not_do_names_what_is_missing_and_nothing_is_sent(running: House) -> None:
    sent = len(running.writes())
    general = running.ids.channels["general"]
    refused = call(running, "member", "message_send", {"channel_id": general, "content": "x", "dry_run": False})
    assert refused.is_error
    error = refused.structured_content["error"]
    assert error["details"]["step"] == "require_scope"
    assert error["hint"]
    assert len(running.writes()) == sent


def test_messages_are_read_with_their_authors_inside_a_fence(running: House) -> None:
    read = call(running, "member", "message_list", {"channel_id": running.ids.channels["general"], "limit": 3})
    assert len(read.structured_content["messages"]) == 3
    assert "<discord " in read.content[0].text
    assert read.structured_content["messages"][0]["author_name"] in read.content[0].text


def test_a_narrowed_address_shows_and_runs_only_what_it_names(running: House) -> None:
    async def work(client: Client) -> set[str]:
        return {tool.name for tool in (await client.list_tools()).tools}

    shown = visit(running, "owner", "auto", work, "?toolsets=message&mode=read-only")
    reads = {entry.name for entry in table().entries if entry.toolset == "message" and entry.reads_only}
    assert shown == reads | {"confirmation_get"}
    assert "message_list" in shown
    assert not shown & {"message_send", "channel_list"}


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_is_not_a_post_is_405_without_waiting(running: House, method: str) -> None:
    answer = httpx.request(method, running.url, headers={"accept": "text/event-stream"}, timeout=5)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, OPTIONS"


def test_the_list_is_compressed_for_whom_takes_it(running: House) -> None:
    headers = {"authorization": f"Bearer {running.keys['owner']}", "accept-encoding": "gzip"}
    answer = httpx.post(running.url, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=headers)
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.content) / 4
    assert len(answer.json()["result"]["tools"]) <= 20
