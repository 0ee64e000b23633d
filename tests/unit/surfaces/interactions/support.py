"""What these tests share: a signing key, a small command table, payloads, and a queue that remembers."""

import base64
import io
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools import Logger
from nacl.signing import SigningKey

from guildhall.surfaces.agent import job as turns
from guildhall.surfaces.interactions import asking
from guildhall.surfaces.interactions.endpoint import Endpoint
from guildhall.surfaces.interactions.job import Job, decode
from guildhall.surfaces.interactions.queue import QueueRefused, Queues
from guildhall.surfaces.interactions.table import CommandRow, CommandTable, Form, Option, Shape
from guildhall.surfaces.interactions.wire import OptionType
from tests.fakes.clock import NOON, FakeClock

KEY = SigningKey(b"\x07" * 32)
PUBLIC_KEY = KEY.verify_key.encode().hex()
STAMP = str(int(NOON.timestamp()))
APPLICATION, GUILD, CHANNEL, USER, INTERACTION = (
    "1001",
    "41771983423143937",
    "41771983423143938",
    "80351110224678912",
    "99",
)
TOKEN = "the-token-that-nobody-may-see"
_NUMBERS = itertools.count()
CONFIRMATION = "01hx3q8m9n0p1r2s3t4v5w6x7y"

TABLE = CommandTable(
    {
        "channel list": CommandRow("List channels.", "channel.list", private=True),
        "guild get": CommandRow("Show the guild.", "guild.get", private=False),
        "member timeout": CommandRow(
            "Time out.",
            "member.timeout",
            private=True,
            options={"duration_s": Option(OptionType.INTEGER, choices=(("10 minutes", 600), ("1 hour", 3600)))},
        ),
        "message bulk_delete": CommandRow(
            "Delete messages.",
            "message.bulk_delete",
            private=True,
            options={"channel_id": Option(OptionType.CHANNEL), "message_ids": Option(OptionType.STRING, Shape.MANY)},
        ),
        "message send": CommandRow(
            "Send a message.",
            "message.send",
            private=True,
            here=True,
            options={
                "channel_id": Option(OptionType.CHANNEL),
                "content": Option(OptionType.STRING),
                "reply_to": Option(OptionType.STRING),
                "slowmode_s": Option(OptionType.INTEGER),
                "dry_run": Option(OptionType.BOOLEAN),
            },
            forms=(Form("content", "Message", 1, 2000),),
        ),
        "policy explain": CommandRow(
            "Explain.",
            "policy.explain",
            private=True,
            options={
                "operation": Option(OptionType.STRING, operations=True),
                "arguments": Option(OptionType.STRING, Shape.MAP),
            },
        ),
        "ask": asking.ROW,
        "help": CommandRow(
            "Help.", None, private=True, options={"command": Option(OptionType.STRING, operations=True)}
        ),
    },
    ["channel.list", "channel.edit", "message.send"],
)


@dataclass
class FakeQueue:
    """A `Queue` that keeps what it is sent, or refuses it."""

    refusal: Exception | None = None
    bodies: list[str] = field(default_factory=list)

    def send(self, body: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.bodies.append(body)

    @property
    def jobs(self) -> list[Job]:
        return [decode(body) for body in self.bodies]


@dataclass
class FakeTurns:
    """A `Turning` that keeps the jobs that it is sent, or refuses them."""

    refusal: Exception | None = None
    jobs: list[turns.Job] = field(default_factory=list)

    def send(self, job: turns.Job) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.jobs.append(turns.decode(turns.encode(job)))


SURELY, PERHAPS = QueueRefused("AccessDenied", surely=True), QueueRefused("ReadTimeoutError", surely=False)


class Written:
    """A log that a test can read."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        self.logger = Logger(service=f"test-{next(_NUMBERS)}", stream=self._stream, level="DEBUG")

    def __contains__(self, text: str) -> bool:
        return text in self._stream.getvalue()

    def __str__(self) -> str:
        return self._stream.getvalue()


def endpoint(queue: FakeQueue | None = None, log: Written | None = None, turning: FakeTurns | None = None) -> Endpoint:
    queues = Queues(queue or FakeQueue(), turning)
    return Endpoint(PUBLIC_KEY, TABLE, queues, FakeClock(), (log or Written()).logger)


def signed(
    body: bytes | str | dict[str, Any], *, path: str = "/discord/interactions", stamp: str = STAMP
) -> dict[str, Any]:
    """Return the event that API Gateway makes of a request that Discord signed."""
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    signature = KEY.sign(stamp.encode() + raw).signature.hex()
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": path,
        "headers": {
            "x-signature-ed25519": signature,
            "x-signature-timestamp": stamp,
            "content-type": "application/json",
        },
    }
    try:
        return event | {"body": raw.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return event | {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}


def interaction(kind: int, data: Any, **more: Any) -> dict[str, Any]:
    """Return an interaction as Discord sends it, in a guild."""
    document = {
        "id": INTERACTION,
        "application_id": APPLICATION,
        "type": kind,
        "token": TOKEN,
        "version": 1,
        "guild_id": GUILD,
        "channel_id": CHANNEL,
        "channel": {"id": CHANNEL, "type": 0},
        "member": {"user": {"id": USER, "username": "ada"}, "roles": [], "permissions": "0"},
        "context": 0,
        "authorizing_integration_owners": {"0": GUILD},
        "data": data,
    }
    return {name: value for name, value in {**document, **more}.items() if value is not None}


def command(path: str, *options: dict[str, Any], kind: int = 2, **more: Any) -> dict[str, Any]:
    """Return a slash command's interaction; `kind` 4 is its autocomplete."""
    name, *subcommands = path.split()
    nested = list(options)
    for subcommand in reversed(subcommands):
        nested = [{"type": 1, "name": subcommand, "options": nested}]
    return interaction(kind, {"id": "5", "name": name, "type": 1, "options": nested}, **more)


def option(name: str, value: object, kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "value": value, **more}


def press(custom_id: str, **more: Any) -> dict[str, Any]:
    data = {"custom_id": custom_id, "component_type": 2}
    return interaction(3, data, message={"id": "77", "content": "a card"}, **more)


def menu(name: str, message: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return what an entry in the menu of message 77 sends; without a message, Discord resolved none."""
    resolved = {} if message is None else {"resolved": {"messages": {"77": message}}}
    return interaction(2, {"id": "6", "name": name, "type": 3, "target_id": "77", **resolved}, **more)


def submitted(custom_id: str, **texts: str) -> dict[str, Any]:
    labels = [
        {"type": 18, "id": 1, "component": {"type": 4, "custom_id": name, "value": text}}
        for name, text in texts.items()
    ]
    return interaction(5, {"custom_id": custom_id, "components": labels})


def reply(answer: dict[str, object]) -> dict[str, Any]:
    """Return what Discord reads in an answer of status 200."""
    assert answer["statusCode"] == 200, answer
    assert answer["headers"] == {"content-type": "application/json"}
    read: dict[str, Any] = json.loads(str(answer["body"]))
    return read
