"""The real interactions door and its worker over real signed HTTP: the whole core, and a simulated Discord.

One HTTP request becomes one event of API Gateway for the handler's door; what it queues waits until `work` takes it,
so that a test decides when the worker comes, how often a message was received, and what happens in between.
"""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from guildhall.bootstrap import interactions_endpoint, operation_worker
from guildhall.bootstrap.platform import Platform, Tables, assemble
from guildhall.clock import utc_now
from guildhall.discord.ids import ApplicationId, ChannelId, GuildId, UserId
from guildhall.discord.interaction import InteractionResponder
from guildhall.discord.reader import DiscordReader
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.policy.model import GuildPolicy, Installation
from guildhall.surfaces.agent import job as turns
from guildhall.surfaces.interactions import commands
from guildhall.surfaces.interactions.endpoint import Endpoint
from guildhall.surfaces.interactions.queue import QueueRefused, Queues
from guildhall.surfaces.interactions.worker import Worker
from local.discord.testing import Lab, laboratory
from local.http_event import Request, build_event, read_result
from local.routing import Match
from local.wiring import Route
from tests.fakes.clock import FakeClock
from tests.fakes.table import MemoryTable

DEDUPLICATED_FOR = timedelta(minutes=5)
LEGAL_KEY = re.compile(r"[-!-~]{1,128}")


@dataclass
class WaitingQueue:
    """OperationsQueue: keeps what is sent until it is taken, or refuses."""

    refusal: QueueRefused | None = None
    bodies: list[str] = field(default_factory=list)

    def send(self, body: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.bodies.append(body)


@dataclass
class FifoQueue:
    """TurnsQueue: keeps what is sent by channel, drops what it has seen within five minutes, or refuses."""

    clock: FakeClock
    refusal: QueueRefused | None = None
    sent: list[tuple[str, str]] = field(default_factory=list)
    groups: dict[str, list[turns.Job]] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)

    def send(self, job: turns.Job) -> None:
        if self.refusal is not None:
            raise self.refusal
        group, key, now = job.channel_id, job.deduplication_id, self.clock()
        assert LEGAL_KEY.fullmatch(key), key
        self.sent.append((group, key))
        if key in self.seen and now - self.seen[key] < DEDUPLICATED_FOR:
            return
        self.seen[key] = now
        self.groups.setdefault(group, []).append(turns.decode(turns.encode(job)))

    @property
    def jobs(self) -> list[turns.Job]:
        """Everything that waits, in the order of its channel."""
        return [job for group in self.groups.values() for job in group]


class Bridge(BaseHTTPRequestHandler):
    """API Gateway in front of the door."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    door: Endpoint
    requests: list[tuple[bytes, dict[str, str]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = tuple((name.lower(), value) for name, value in self.headers.items())
        self.requests.append((body, dict(headers)))
        request = Request("POST", self.path, "", headers, body, "127.0.0.1")
        event = build_event(request, Match(Route("POST", self.path, "InteractionsEndpointFunction"), {}))
        answer = read_result(json.dumps(self.door.answer(event)))
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class House:
    """A running house; `lab` turns the simulated Discord's controls.

    Attributes:
        requests: Body and headers of what Discord has sent, oldest first.
    """

    lab: Lab
    queue: WaitingQueue
    turns: FifoQueue
    tables: Tables
    worker: Worker
    clock: FakeClock
    platform: Platform
    url: str = ""
    requests: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    def ask(self, user: str, command: str, channel: str = "general", /, **options: Any) -> dict[str, Any]:
        """Use a slash command; return what the simulated Discord says of the answer."""
        return self._order(kind="command", user_id=user, channel_id=channel, name=command, options=options)

    def run(self, user: str, command: str, channel: str = "general", /, **options: Any) -> dict[str, Any]:
        """Use a slash command and let the worker do it; return the answer's embed."""
        asked = self.ask(user, command, channel, **options)
        assert (asked["status"], asked["error"]) == (200, None), asked
        assert self.work() == [True]
        return self.embed(asked)

    def pick(self, user: str, name: str, message: dict[str, Any], channel: str = "general") -> dict[str, Any]:
        """Pick an entry in the menu of a message."""
        order = {"kind": "message_command", "user_id": user, "channel_id": channel, "name": name}
        return self._order(**order, target_id=message["id"])

    def cancel(self, user: str, message: dict[str, Any], channel: str = "general") -> dict[str, Any]:
        """Press the Cancel button of a turn's message."""
        (custom_id,) = [found for found in custom_ids(message) if found.startswith("turn:cancel:")]
        order = {"kind": "button", "user_id": user, "channel_id": channel, "message_id": message["id"]}
        return self._order(**order, custom_id=custom_id)

    def press(self, user: str, card: dict[str, Any], verb: str, channel: str = "approvals") -> dict[str, Any]:
        """Press a card's button."""
        (custom_id,) = [found for found in custom_ids(card) if found.startswith(f"confirm:{verb}:")]
        order = {
            "kind": "button",
            "user_id": user,
            "channel_id": channel,
            "message_id": card["id"],
            "custom_id": custom_id,
        }
        return self._order(**order)

    def pressed(self, user: str, card: dict[str, Any], verb: str) -> str:
        """Press a card's button and let the worker answer; return what the presser reads."""
        asked = self.press(user, card, verb)
        assert (asked["status"], asked["error"]) == (200, None), asked
        assert self.work() == [True]
        return str(self.embed(asked)["description"])

    def submit(self, user: str, modal: dict[str, Any], channel: str = "general", **texts: str) -> dict[str, Any]:
        """Submit a modal that the user has open."""
        order = {"kind": "modal", "user_id": user, "channel_id": channel, "custom_id": modal["custom_id"]}
        return self._order(**order, options=texts)

    def complete(self, user: str, name: str, focused: str, typed: object) -> list[Any]:
        """Type into an option with autocomplete; return the choices."""
        order = {"kind": "autocomplete", "user_id": user, "channel_id": "general", "name": name, "focused": focused}
        asked = self._order(**order, options={focused: typed})
        return list(asked["body"]["data"]["choices"])

    def work(self, receives: int = 1) -> list[bool]:
        """Let the worker take every waiting message; return which are done with."""
        bodies, self.queue.bodies = self.queue.bodies, []
        return [self.worker.handle(body, receives) for body in bodies]

    def embed(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the embed in which the asker reads the answer."""
        original = self.report(asked)["original"]
        assert original is not None
        return dict(original["embeds"][0])

    def report(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return everything that became of an interaction."""
        return dict(self.lab.control.get(f"/interactions/{asked['interaction_id']}").json())

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """Return a channel's messages, newest first."""
        return list(self.lab.control.get("/messages", params={"channel_id": channel}).json())

    def card(self, channel: str = "approvals") -> dict[str, Any]:
        """Return the newest card."""
        cards = [message for message in self.messages(channel) if custom_ids(message)]
        return max(cards, key=lambda message: int(message["id"]))

    def sent(self, method: str, ending: str) -> list[dict[str, Any]]:
        """Return the bot's requests of a method whose path ends so."""
        return [made for made in self.lab.requests() if made["method"] == method and made["path"].endswith(ending)]

    def _order(self, **order: Any) -> dict[str, Any]:
        return dict(self.lab.order("/interactions", **order))


def custom_ids(part: Any) -> list[str]:
    """Return the custom ids of everything in a message, at any depth."""
    if isinstance(part, list):
        return [found for inner in part for found in custom_ids(inner)]
    if not isinstance(part, dict):
        return []
    own = [part["custom_id"]] if "custom_id" in part else []
    return own + [found for key in ("components", "accessory") for found in custom_ids(part.get(key))]


@contextmanager
def house(lab: Lab) -> Iterator[House]:
    """Build a house around a simulated Discord, and leave it when the block ends."""
    clock = FakeClock(utc_now())
    tables = Tables(*(MemoryTable(clock) for _ in range(4)))
    with ExitStack() as stack:
        client = stack.enter_context(open_client(lab.endpoints["rest_url"]))
        discord = DiscordReader(rest=DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"])))
        platform = assemble(tables, discord, clock)
        _install(platform, lab)
        responder = InteractionResponder.over(client, ApplicationId(lab.endpoints["application_id"]))
        fifo = FifoQueue(clock)
        worker = operation_worker.assemble(platform, lambda _: responder, fifo, clock)
        found = House(lab, WaitingQueue(), fifo, tables, worker, clock, platform)
        found.url = stack.enter_context(_served(found))
        lab.reset(interactions_url=f"{found.url}/discord/interactions", events_url=f"{found.url}/discord/events")
        path = f"applications/{lab.endpoints['application_id']}/commands"
        lab.bot.put(path, json=commands.registration()).raise_for_status()
        yield found
        assert lab.violations() == []
        assert [made["violations"] for made in lab.requests() if not made["valid"]] == []


def _install(platform: Platform, lab: Lab) -> None:
    guild_id, owner = GuildId(lab.guild_id), UserId(lab.users["owner"])
    platform.policies.put_installation(Installation(guild_id=guild_id, installed_at=utc_now(), installed_by=owner))
    approvals = ChannelId(lab.channels["approvals"])
    assert platform.policies.put_guild_policy(GuildPolicy(guild_id=guild_id, approvals_channel_id=approvals, version=1))


@contextmanager
def _served(found: House) -> Iterator[str]:
    door = interactions_endpoint.endpoint(Queues(found.queue, found.turns), found.clock)
    handler = type("Handler", (Bridge,), {"door": door, "requests": found.requests})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=partial(server.serve_forever, poll_interval=0.01))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def simulated() -> Iterator[Lab]:
    """Run a simulated Discord."""
    with laboratory() as lab:
        yield lab
