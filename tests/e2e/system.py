"""The whole system as an outsider meets it: a child process, `endpoints.json`, and HTTP."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
READY_S = 60.0
ANSWER_S = 90.0
CANCEL = "turn:cancel:"

type Json = Any


def until[T](read: Callable[[], T | None], *, seconds: float = ANSWER_S, what: str = "it", every_s: float = 0.05) -> T:
    """Return the first thing that `read` finds, asking again until the deadline."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while True:
        found = read()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds} s")
        pause.wait(every_s)


@dataclass
class System:
    """A running system: its process, its addresses, and the ways of its users."""

    process: subprocess.Popen[str]
    state: Path
    endpoints: Json
    http: httpx.Client
    _marked: int = 0

    @property
    def discord(self) -> Json:
        """The simulated Discord's block of `endpoints.json`."""
        return self.endpoints["discord"]

    def channel(self, name: str) -> str:
        """Return a channel's id by its name in the contract; an id is its own."""
        return str(self.discord["channels"].get(name, name))

    def user(self, name: str) -> str:
        """Return a user's id by its name in the contract; an id is its own."""
        return str(self.discord["users"].get(name, name))

    def control(self, method: str, path: str, body: Json = None) -> Json:
        """Ask the simulated Discord's control API."""
        answer = self.http.request(method, self.discord["control_url"] + path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def rest(self, method: str, path: str, body: Json = None) -> Json:
        """Ask the simulated Discord's REST API as the bot, within its limits; leaves a line in its request log."""
        headers = {"Authorization": f"Bot {self.discord['bot_token']}", "User-Agent": "DiscordBot (https://e2e.test,1)"}

        def answered() -> httpx.Response | None:
            # The system under test spends from the same buckets, so even a first request may have to wait.
            told = self.http.request(method, self.discord["rest_url"] + path, json=body, headers=headers)
            return None if told.status_code == httpx.codes.TOO_MANY_REQUESTS else told

        answer = until(answered, what="room in the bucket")
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def interact(self, kind: str, user: str, channel: str = "general", **what: Json) -> Json:
        """Act in Discord; returns `{status, body, elapsed_ms, interaction_id}`."""
        order = {"kind": kind, "user_id": self.user(user), "channel_id": self.channel(channel), **what}
        return self.control("POST", "/interactions", order)

    def answer_to(self, sent: Json, *, seconds: float = ANSWER_S) -> str:
        """Return what the one who acted is told, as plain text of content, embeds and components."""

        def told() -> str | None:
            seen = self.control("GET", f"/interactions/{sent['interaction_id']}")
            return text_of(seen["original"]) if seen.get("original") else None

        return until(told, seconds=seconds, what="an answer")

    def slash(self, user: str, name: str, channel: str = "general", **options: Json) -> str:
        """Run a slash command and return what its user is told."""
        return self.answer_to(self.interact("command", user, channel, name=name, options=options))

    def press(self, user: str, verb: str, card: Json, channel: str = "approvals") -> str:
        """Press a card's button and return what the presser is told."""
        button = f"confirm:{verb}:{confirmation_of(card)}"
        return self.answer_to(self.interact("button", user, channel, message_id=card["id"], custom_id=button))

    def messages(self, channel: str) -> list[Json]:
        """Return a channel's messages, newest first."""
        found: list[Json] = self.control("GET", f"/messages?channel_id={self.channel(channel)}")
        return sorted(found, key=lambda message: -int(message["id"]))

    def cards(self) -> list[Json]:
        """Return the cards in #approvals, newest first."""
        return [message for message in self.messages("approvals") if message["components"]]

    def say(self, user: str, content: str, channel: str = "general", **more: Json) -> str:
        """Speak as a user; returns the message's id. `more` are other fields of the control API's order."""
        order = {"channel_id": self.channel(channel), "author_id": self.user(user), "content": content, **more}
        return str(self.control("POST", "/messages", order)["id"])

    def mention(self, user: str, text: str, channel: str = "general", **more: Json) -> str:
        """Speak to the bot; returns the message's id."""
        return self.say(user, f"<@{self.discord['bot_user_id']}> {text}", channel, **more)

    def replies(self, message_id: str, channel: str = "general") -> list[Json]:
        """Return the bot's replies to a message, oldest first, finished or not; longer answers go on after them."""
        found = [m for m in self.messages(channel) if m["author"]["id"] == self.discord["bot_user_id"]]
        answered = [m for m in found if (m.get("message_reference") or {}).get("message_id") == message_id]
        return answered[::-1]

    def reply_to(self, message_id: str, channel: str = "general", *, seconds: float = ANSWER_S) -> Json:
        """Wait for the bot's finished reply to a message, the last one: none has a Cancel button any more.

        After a wait the answer is a message of its own, so that people are told of it; the first one then points there.
        """

        def finished() -> Json:
            replies = self.replies(message_id, channel)
            return replies[-1] if replies and not any(map(is_in_work, replies)) else None

        return until(finished, seconds=seconds, what=f"a finished reply to {message_id}")

    def ask(self, user: str, text: str, channel: str = "general", **more: Json) -> str:
        """Mention the bot and return everything that its finished reply says."""
        return text_of(self.reply_to(self.mention(user, text, channel, **more), channel))

    def model_script(self, *turns: Json) -> None:
        """Queue exact turns of the scripted model, as its `POST /script` takes them."""
        answer = self.http.post(f"{self.endpoints['model_url']}/script", json=list(turns))
        assert answer.is_success, answer.text

    def fault(self, **order: Json) -> None:
        """Order one fault of the simulated Discord, of its REST API or (`gateway=…`) of its gateway."""
        self.control("POST", "/faults", [order])

    @property
    def gateway_pid(self) -> int | None:
        """The gateway task's process, None between two of them."""
        path = self.state / "gateway.pid"
        text = path.read_text("utf-8").split() if path.exists() else []
        return int(text[0]) if text else None

    def kill_gateway(self) -> None:
        """Kill the gateway task without warning, and wait for its successor to be heard."""
        pid, before = self.gateway_pid, self.control("GET", "/gateway")
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

        def is_back() -> bool:
            now = self.control("GET", "/gateway")
            begun = sum(now[name] - before[name] for name in ("identifies", "resumes"))
            return bool(begun and now["connected"] and self.gateway_pid not in {None, pid})

        until(is_back, what="a successor of the gateway task")

    def requests(self, since: int = 0) -> list[Json]:
        """Return the REST requests that the bot made after a sequence number."""
        found: list[Json] = self.control("GET", f"/requests?since={since}")
        return found

    def mark(self) -> int:
        """Return the request log's last sequence number."""
        self._marked = max((request["seq"] for request in self.requests(self._marked)), default=self._marked)
        return self._marked

    def mcp(self, method: str, params: Json = None, *, key: str | None = "owner", query: str = "") -> httpx.Response:
        """Send one MCP message of the handshake era."""
        headers = {"Accept": "application/json, text/event-stream"}
        if key:
            headers["Authorization"] = f"Bearer {self.endpoints['api_keys'].get(key, key)}"
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        return self.http.post(self.endpoints["mcp_url"] + query, json=message, headers=headers)

    def tool(self, name: str, *, key: str = "owner", **arguments: Json) -> Json:
        """Call a tool and return its structured content."""
        answer = self.mcp("tools/call", {"name": name, "arguments": arguments}, key=key)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]["structuredContent"]

    def audit(self, audit_id: str) -> list[Json]:
        """Return the trail's records of one id, as the owner reads them."""
        records: list[Json] = self.tool("audit_list", limit=100)["records"]
        return [record for record in records if record["audit_id"] == audit_id]

    def advance(self, seconds: float) -> None:
        """Move every clock of the run forward; it was started with a file `clock` in its state directory."""
        clock = self.state / "clock"
        moved = clock.with_suffix(".new")
        moved.write_text(str(float(clock.read_text("utf-8") or 0) + seconds), "utf-8")
        moved.replace(clock)
        self.control("POST", "/clock", {"seconds": seconds})

    def arm(self, checkpoint: str) -> None:
        """Let the next function or task that passes a checkpoint be killed there."""
        faults = self.state / "faults"
        faults.mkdir(exist_ok=True)
        (faults / checkpoint).touch()

    def kill_at(self, checkpoint: str, *, seconds: float = ANSWER_S) -> None:
        """Let a process be killed at a checkpoint, and wait until one was."""
        self.arm(checkpoint)
        until(lambda: not self.armed(checkpoint), seconds=seconds, what=f"a death at {checkpoint}")

    def armed(self, checkpoint: str) -> bool:
        """Return whether nobody was killed there yet."""
        return (self.state / "faults" / checkpoint).exists()


def text_of(message: Json) -> str:
    """Return every text of a message: content, embeds, components."""
    parts = [message.get("content") or ""]
    parts += [text for embed in message.get("embeds", []) for text in _embed_texts(embed)]
    parts += [part["content"] for part in walk(message.get("components", [])) if "content" in part]
    return "\n".join(part for part in parts if part)


def _embed_texts(embed: Json) -> Iterator[str]:
    yield from (embed.get("title") or "", embed.get("description") or "")
    yield from (f"{field['name']}: {field['value']}" for field in embed.get("fields", []))
    yield (embed.get("footer") or {}).get("text", "")


def walk(thing: Json) -> Iterator[Json]:
    """Yield every object inside a structure of components."""
    if isinstance(thing, list):
        for item in thing:
            yield from walk(item)
    elif isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from walk(value)


def is_in_work(message: Json) -> bool:
    """Tell whether a message of the agent still has its Cancel button."""
    return any(str(part.get("custom_id", "")).startswith(CANCEL) for part in walk(message.get("components", [])))


def confirmation_of(card: Json) -> str:
    """Return the id that a card's text ends with, whether or not it still has buttons."""
    words = text_of(card).replace("`", " ").split()
    return next(word for word in reversed(words) if len(word) == 26 and word.isalnum() and word[0] == "0")


def unmeasured() -> dict[str, str]:
    """Return this process's environment without what measures coverage in children.

    It makes a system half as slow again; what runs here is measured by the other suites, in process and in children.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


@contextmanager
def running(state: Path, *arguments: str) -> Iterator[System]:
    """Run `python -m local` until the block ends, and see that it ends well."""
    command = [sys.executable, "-m", "local", "--no-reload", "--port", "0", "--state", str(state), *arguments]
    log = state.parent / f"{state.name}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, text=True, env=unmeasured()
        )
        try:
            path = state / "endpoints.json"

            def ready() -> bool:
                assert process.poll() is None, log.read_text()
                return path.exists()

            until(ready, seconds=READY_S, what="ready")
            with httpx.Client(timeout=60, trust_env=False) as http:
                yield System(process, state, json.loads(path.read_text()), http)
        finally:
            stop(process)


def stop(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C and wait; kill what does not go."""
    if process.poll() is None:
        os.kill(process.pid, signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
