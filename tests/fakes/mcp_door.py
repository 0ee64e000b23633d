"""The MCP door with a platform that does as it is told, and the events and messages that clients send it."""

import base64
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydantic import JsonValue

from guildhall.config import HttpSettings
from guildhall.discord.ids import GuildId, UserId
from guildhall.errors import Unauthenticated
from guildhall.execution.outcome import Call, Completed, NeedsConfirmation, Outcome, Previewed
from guildhall.execution.request import build
from guildhall.identity import Door as Entrance
from guildhall.identity import Principal
from guildhall.observability import logger
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.preview import Change, Preview, Target
from guildhall.surfaces.mcp.door import Door
from tests.fakes.clock import NOON

MODERN, LEGACY = "2026-07-28", "2025-11-25"
GUILD, CHANNEL, MESSAGE = "41771983423143937", "41771983423143938", "41771983423143939"
ADA, BOB = "80351110224678912", "80351110224678913"
ADAS_KEY = f"ghk_{'a' * 16}_{'A' * 43}"
BOBS_KEY = f"ghk_{'b' * 16}_{'B' * 43}"
HOST = "api.example.com"

PREVIEW = Preview(
    summary="Delete 2 messages for good",
    targets=(Target(id=MESSAGE, label="Ada, 2026-11-20 11:00 UTC", detail="hello"),),
    changes=(Change(field="topic", before=None, after="news"),),
    irreversible="Deleted messages cannot be brought back.",
    fingerprint="f" * 64,
)
PREVIEWED = Previewed("message.bulk_delete", PREVIEW, "p" * 26, NOON + timedelta(minutes=10), needs_human=True)
WAITING = NeedsConfirmation("message.bulk_delete", PREVIEW, "c" * 26, NOON + timedelta(minutes=15), "<#1>")


@dataclass
class FakeKeys:
    """Knows two keys, and counts how often it is asked."""

    asked: list[tuple[str, str]] = field(default_factory=list)

    def authenticate(self, bearer: str, client: str) -> Principal:
        self.asked.append((bearer, client))
        owner = {ADAS_KEY: ADA, BOBS_KEY: BOB}.get(bearer)
        if owner is None:
            raise Unauthenticated("The key is not valid.", "Ask for another.")
        return Principal(user_id=UserId(owner), door=Entrance.MCP, credential=f"key:{bearer[4:20]}", client=client)


@dataclass
class FakeExecutor:
    """Answers every call with what `answers` returns or raises, and remembers the calls."""

    answers: Callable[[Call], Outcome] = lambda call: Completed({"guilds": []}, "d" * 26)
    calls: list[Call] = field(default_factory=list)

    def run(self, call: Call) -> Outcome:
        self.calls.append(call)
        return self.answers(call)


@dataclass
class FakePlatform:
    """The core, with the real way of building a request."""

    keys: FakeKeys = field(default_factory=FakeKeys)
    executor: FakeExecutor = field(default_factory=FakeExecutor)
    reached: list[tuple[GuildId, str]] = field(default_factory=lambda: [(GuildId(GUILD), "Ada's guild")])

    def build(self, name: str, arguments: Mapping[str, JsonValue], principal: Principal) -> AnyOperation:
        return build(name, arguments, principal, lambda _: self.reached)


@dataclass(frozen=True)
class Response:
    """What API Gateway would send on."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def result(self) -> Any:
        assert "result" in self.json, self.text
        return self.json["result"]

    @property
    def error(self) -> Any:
        assert "error" in self.json, self.text
        return self.json["error"]

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> "Response":
        body = str(result.get("body") or "")
        raw = base64.b64decode(body) if result.get("isBase64Encoded") else body.encode()
        headers = dict(result["headers"])
        if headers.get("content-encoding") == "gzip":
            raw = gzip.decompress(raw)
        return cls(int(result["statusCode"]), headers, raw.decode())


def http_event(
    method: str = "POST",
    body: bytes = b"",
    *,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    source_ip: str = "203.0.113.7",
    domain: str = HOST,
) -> dict[str, Any]:
    """An event of payload format 2.0 for /mcp."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "ANY /mcp",
        "rawPath": "/mcp",
        "rawQueryString": "",
        "headers": {"host": domain, "x-forwarded-proto": "https", **(headers or {})},
        "requestContext": {
            "domainName": domain,
            "requestId": "request-1",
            "http": {"method": method, "path": "/mcp", "sourceIp": source_ip},
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = dict(query)
    if body:
        event["body"] = body.decode()
    return event


def envelope(version: str = MODERN, name: str = "test-client") -> dict[str, Any]:
    """What every stateless request carries in `params._meta`."""
    return {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": name, "version": "1.0"},
    }


class Client:
    """Speaks to a door in one era, with one key."""

    def __init__(self, door: Door, *, version: str = MODERN, key: str | None = ADAS_KEY) -> None:
        self._door = door
        self._version = version
        self._key = key

    def send(self, event: Mapping[str, Any]) -> Response:
        return Response.of(self._door.answer(event))

    def post(self, message: object, *, headers: Mapping[str, str] | None = None, **event: Any) -> Response:
        """Send one message as it is, with the headers that every client sends."""
        common = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
        credential = {"authorization": f"Bearer {self._key}"} if self._key else {}
        raw = message if isinstance(message, bytes) else json.dumps(message).encode()
        return self.send(http_event(body=raw, headers={**common, **credential, **(headers or {})}, **event))

    def ask(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        **event: Any,
    ) -> Response:
        """Send one request of this client's era."""
        own: dict[str, Any] = dict(params or {})
        mirrored = {"mcp-protocol-version": self._version}
        if self._version == MODERN:
            own["_meta"] = envelope(self._version)
            mirrored["mcp-method"] = method
            if "name" in own:
                mirrored["mcp-name"] = str(own["name"])
        message = {"jsonrpc": "2.0", "id": 7, "method": method, "params": own}
        return self.post(message, headers={**mirrored, **(headers or {})}, **event)

    def call(self, tool: str, arguments: Mapping[str, Any] | None = None, **event: Any) -> Any:
        """Call a tool and return its result."""
        return self.ask("tools/call", {"name": tool, "arguments": dict(arguments or {})}, **event).result


def door(platform: FakePlatform, *, origins: frozenset[str] = frozenset(), public_url: str = "") -> Door:
    """A door before that platform."""
    return Door(HttpSettings(origins, public_url), lambda: platform, logger("mcp_endpoint"))
