"""What each door receives, put into the envelope in which it comes: API Gateway's, SQS's, with Discord's signature."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from nacl.signing import SigningKey

from guildhall.surfaces.agent import job as agent_job
from guildhall.surfaces.interactions.job import Job, encode

SIGNING_KEY = SigningKey(bytes(32))
"""For tests only: everybody has it, so nobody may configure its public half in a deployment."""

PUBLIC_KEY = SIGNING_KEY.verify_key.encode().hex()
WHEN = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
HOST = "abcdefghij.execute-api.eu-central-1.amazonaws.com"
API_KEY = f"ghk_{'0' * 16}_{'A' * 43}"
"""The text of a key whose id and secret are zero bytes; a table has to hold its record before it opens anything."""

APPLICATION, GUILD, CHANNEL = "1100000000000000001", "1100000000000000002", "1100000000000000003"
MEMBER, INTERACTION, MESSAGE = "1100000000000000004", "1100000000000000005", "1100000000000000006"
TOKEN = "test-only-interaction-token"  # noqa: S105 - of an interaction that never was
MESSAGE_ID = "00000000-0000-4000-8000-000000000001"
MODERN, LEGACY = "2026-07-28", "2025-11-25"

type Json = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """An HTTP request as its client sends it."""

    method: str
    path: str
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    base64: bool = False
    route: str = ""


def http(sent: Sent) -> Json:
    """Return the request as an event of API Gateway's payload format 2.0."""
    agent = sent.headers.get("user-agent", "curl/8.11.0")
    headers = {
        "accept": "*/*",
        **sent.headers,
        "content-length": str(len(sent.body.encode())),
        "host": HOST,
        "user-agent": agent,
        "x-amzn-trace-id": "Root=1-6968d8c0-000000000000000000000000",
        "x-forwarded-for": "203.0.113.7",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    route = sent.route or f"{sent.method} {sent.path}"
    told = {"method": sent.method, "path": sent.path, "protocol": "HTTP/1.1"}
    context = {
        "accountId": "123456789012",
        "apiId": HOST.partition(".")[0],
        "domainName": HOST,
        "domainPrefix": HOST.partition(".")[0],
        "http": {**told, "sourceIp": "203.0.113.7", "userAgent": agent},
        "requestId": "AbCdEfGhIjKlMnO=",
        "routeKey": route,
        "stage": "$default",
        "time": WHEN.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(WHEN.timestamp() * 1000),
    }
    event = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": sent.path,
        "rawQueryString": "",
        "headers": dict(sorted(headers.items())),
    }
    event |= {"requestContext": context}
    if sent.body:
        event["body"] = base64.b64encode(sent.body.encode()).decode() if sent.base64 else sent.body
    return event | {"isBase64Encoded": sent.base64}


def signed(document: Json, path: str = "/discord/interactions", *, base64: bool = False, signature: str = "") -> Json:
    """Return a request that Discord's stand-in signed; a given signature replaces the right one."""
    body, timestamp = json.dumps(document, separators=(",", ":"), ensure_ascii=False), str(int(WHEN.timestamp()))
    right = SIGNING_KEY.sign(timestamp.encode() + body.encode()).signature.hex()
    headers = {
        "content-type": "application/json",
        "user-agent": "Discord-Interactions/1.0 (+https://discord.com)",
        "x-signature-ed25519": signature or right,
        "x-signature-timestamp": timestamp,
    }
    return http(Sent("POST", path, body, headers, base64))


def interaction(kind: int, data: Json, **more: Any) -> Json:
    """Return an interaction of a guild member."""
    user = {"id": MEMBER, "username": "moderator", "global_name": "Moderator", "discriminator": "0", "avatar": None}
    member: Json = {
        "user": user,
        "roles": [],
        "permissions": "8",
        "nick": None,
        "joined_at": "2026-01-01T00:00:00+00:00",
    }
    return {
        "app_permissions": "8",
        "application_id": APPLICATION,
        "attachment_size_limit": 10485760,
        "authorizing_integration_owners": {"0": GUILD},
        "channel": {"id": CHANNEL, "type": 0, "name": "general", "guild_id": GUILD, "permissions": "8"},
        "channel_id": CHANNEL,
        "context": 0,
        "data": data,
        "entitlements": [],
        "guild": {"id": GUILD, "locale": "en-US", "features": []},
        "guild_id": GUILD,
        "guild_locale": "en-US",
        "id": INTERACTION,
        "locale": "en-US",
        "member": {**member, "mute": False, "deaf": False, "pending": False, "flags": 0},
        "token": TOKEN,
        "type": kind,
        "version": 1,
        **more,
    }


def command(group: str, name: str, *options: Json) -> Json:
    """Return the data of a slash command with one subcommand."""
    subcommand = {"type": 1, "name": name, "options": list(options)}
    return {"id": "1100000000000000007", "name": group, "type": 1, "guild_id": GUILD, "options": [subcommand]}


def mcp(method: str, params: Json, *, era: str, key: str = API_KEY) -> Json:
    """Return one JSON-RPC request of an MCP client, as its era sends it."""
    headers = {
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
        "user-agent": "example-client/1.0",
    }
    if key:
        headers["authorization"] = f"Bearer {key}"
    if era == MODERN:
        prefix = "io.modelcontextprotocol/"
        who: Json = {"name": "example-client", "version": "1.0"}
        params |= {
            "_meta": {f"{prefix}protocolVersion": era, f"{prefix}clientCapabilities": {}, f"{prefix}clientInfo": who}
        }
        headers["mcp-method"] = method
    if method != "initialize":
        headers["mcp-protocol-version"] = era
    if method == "tools/call" and era == MODERN:
        headers["mcp-name"] = params["name"]
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}, separators=(",", ":"))
    return http(Sent("POST", "/mcp", body, headers, route="ANY /mcp"))


def queued(job: Job) -> Json:
    """Return a job as SQS hands it to the worker of operations."""
    return delivered("guildhall-operations", encode(job), "guildhall-InteractionsEndpointFunction")


def turn(job: agent_job.Job) -> Json:
    """Return a job as SQS hands it to the worker of agent turns."""
    order = {
        "SequenceNumber": "18850000000000000001",
        "MessageGroupId": job.channel_id,
        "MessageDeduplicationId": job.deduplication_id,
    }
    return delivered("guildhall-turns.fifo", agent_job.encode(job), "0123456789abcdef0123456789abcdef", order)


def delivered(queue: str, body: str, sender: str, more: Mapping[str, str] | None = None) -> Json:
    """Return the event of one message, received for the first time; `more` are attributes of ordered queues."""
    milliseconds = str(int(WHEN.timestamp() * 1000))
    attributes = {
        "ApproximateReceiveCount": "1",
        "SentTimestamp": milliseconds,
        "ApproximateFirstReceiveTimestamp": milliseconds,
        "SenderId": f"AROAEXAMPLE:{sender}",
        **(more or {}),
    }
    record = {
        "messageId": MESSAGE_ID,
        "receiptHandle": "test-only-receipt-handle",
        "body": body,
        "attributes": attributes,
        "messageAttributes": {},
        "md5OfBody": "00000000000000000000000000000000",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-central-1:123456789012:{queue}",
        "awsRegion": "eu-central-1",
    }
    return {"Records": [record]}
