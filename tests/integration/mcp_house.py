"""The real MCP handler over real HTTP: the whole core behind it, tables in memory, and a simulated Discord.

One HTTP request becomes one event of API Gateway, handled one at a time by this process, which is one warm sandbox.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from guildhall.bootstrap import mcp_endpoint
from guildhall.bootstrap.platform import Platform, Tables, assemble
from guildhall.clock import utc_now
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.identity import Level
from guildhall.oauth.keys import KeyGrant, mint
from guildhall.policy.model import GuildPolicy, Installation
from local.discord.simulator import SimulatedDiscord, running
from local.http_event import Request, Response, build_event, read_result
from local.routing import Match
from local.wiring import Route
from mcp_endpoint.handler import handler
from tests.fakes.table import MemoryTable

LEVELS = {"owner": Level.ADMIN, "moderator": Level.MODERATE, "member": Level.READ_ONLY}
ROUTE = Match(Route("ANY", "/mcp", "McpEndpointFunction"), {})
HANDLED_WITHIN_S = 30


@dataclass(frozen=True)
class House:
    """A running house.

    Attributes:
        url: The MCP endpoint.
        keys: API keys of the simulated members `owner`, `moderator` and `member` (read-only).
    """

    url: str
    keys: dict[str, str]
    platform: Platform
    discord: SimulatedDiscord

    @property
    def ids(self) -> SimpleNamespace:
        """The simulated guild's ids: `guild`, `channels`, `users`."""
        identity = self.discord.sim.identity
        return SimpleNamespace(guild=identity.guild_id, channels=identity.channels, users=identity.users)

    def messages(self, channel: str) -> list[Any]:
        """The channel's messages as Discord has them, newest first."""
        return list(self._control("/messages", {"channel_id": channel}))

    def writes(self) -> list[Any]:
        """Every request of the bot that was not a read."""
        return [request for request in self._control("/requests", {"since": "0"}) if request["method"] != "GET"]

    def _control(self, path: str, query: dict[str, str]) -> Any:
        answer = httpx.get(f"{self.discord.endpoints()['control_url']}{path}", params=query, timeout=HANDLED_WITHIN_S)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def house() -> Iterator[House]:
    """Run the house while the block lasts."""
    with running() as discord, pytest.MonkeyPatch.context() as patch, _way_to(discord) as client:
        platform = _platform(discord, client)
        keys = _prepare(platform, discord)
        patch.setattr("guildhall.bootstrap.platform.platform", lambda: platform)
        for name in ("ALLOWED_ORIGINS", "PUBLIC_URL"):
            patch.delenv(name, raising=False)
        mcp_endpoint.door.cache_clear()
        try:
            with _served() as url:
                yield House(url, keys, platform, discord)
        finally:
            mcp_endpoint.door.cache_clear()


def _way_to(discord: SimulatedDiscord) -> httpx.Client:
    return open_client(str(discord.endpoints()["rest_url"]))


def _platform(discord: SimulatedDiscord, client: httpx.Client) -> Platform:
    rest = DiscordRest.over(client, lambda: discord.sim.identity.bot_token)
    tables = Tables(MemoryTable(), MemoryTable(), MemoryTable(), MemoryTable())
    return assemble(tables, DiscordReader(rest=rest))


def _prepare(platform: Platform, discord: SimulatedDiscord) -> dict[str, str]:
    identity, now = discord.sim.identity, utc_now()
    guild_id = GuildId(identity.guild_id)
    platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=now))
    approvals = ChannelId(identity.channels["approvals"])
    assert platform.policies.put_guild_policy(GuildPolicy(guild_id=guild_id, approvals_channel_id=approvals, version=1))
    keys = {}
    for name, level in LEVELS.items():
        keys[name], record = mint(KeyGrant(name=name, level=level, user_id=UserId(identity.users[name])), now)
        platform.policies.put_api_key(record)
    return keys


@contextmanager
def _served() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Bridge)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="bridge", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/mcp"
    finally:
        server.shutdown()
        thread.join(HANDLED_WITHIN_S)
        server.server_close()


class _Bridge(BaseHTTPRequestHandler):
    """An HTTP request becomes an event, the handler's result an HTTP response."""

    timeout = HANDLED_WITHIN_S

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path, _, query = self.path.partition("?")
        headers = tuple((name.lower(), value) for name, value in self.headers.items())
        request = Request(self.command, path, query, headers, body, str(self.client_address[0]))
        self._send(read_result(json.dumps(handler(build_event(request, ROUTE), None))))

    do_GET = do_POST = do_DELETE = do_OPTIONS = do_PUT = _answer  # noqa: N815  # names that http.server looks for

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""
