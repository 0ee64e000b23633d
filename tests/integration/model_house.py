"""Peers for the model's adapter on loopback: the scripted model in this process, and one that answers as told."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from guildhall.errors import GuildhallError
from guildhall.store.turn_records import Block, Message
from guildhall.surfaces.agent.model.model import ClaudeApi, Connection, MessagesModel
from guildhall.surfaces.agent.ports import ModelAnswer, ModelRequest
from local.model.app import ScriptedModel
from local.server import Server, bind

PATIENCE_S = 20.0
KEY = "sk-hush-hush"
WORDS = "canary-of-the-asker"
TOOLS: list[Block] = [
    {"name": name, "description": "d", "input_schema": {"type": "object", "properties": {}}}
    for name in ("channel_list", "member_get")
]


def user(text: str = WORDS) -> Message:
    return {"role": "user", "content": [{"type": "text", "text": text}]}


def request(*messages: Message, **changes: Any) -> ModelRequest:
    given: dict[str, Any] = {
        "system": [{"type": "text", "text": "first"}, {"type": "text", "text": "second"}],
        "tools": TOOLS,
        "messages": list(messages) or [user()],
        "max_tokens": 1000,
    }
    return ModelRequest(**given | changes)


def ask(
    peer: str | Connection, asked: ModelRequest | None = None, within_s: float = PATIENCE_S, model_id: str = "claude-x"
) -> ModelAnswer:
    connection = ClaudeApi(lambda: KEY, peer) if isinstance(peer, str) else peer
    with closing(connection):
        return MessagesModel(model_id, connection).answer(asked or request(), within_s=within_s)


def failure(peer: str | Connection, within_s: float = PATIENCE_S) -> GuildhallError:
    """What asking fails with; it tells neither key nor words, and chains nothing that might."""
    with pytest.raises(GuildhallError) as failed:
        ask(peer, within_s=within_s)
    error = failed.value
    assert error.__cause__ is error.__context__ is None
    told = json.dumps(error.to_dict()) + repr(error)
    assert KEY not in told
    assert WORDS not in told
    return error


def message(**changes: Any) -> bytes:
    """A message of the API that says nothing."""
    whole = {"content": [], "stop_reason": "end_turn", "model": "m", "usage": {}}
    return json.dumps(whole | changes).encode()


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serve an application on a free loopback port; its address."""
    listener = bind(0)
    server = Server(application, listener)
    server.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.close()
        listener.close()


@dataclass(frozen=True)
class Scripted:
    """The scripted model over a socket."""

    url: str

    def script(self, *turns: Any) -> None:
        """Queue turns in place of all others."""
        httpx.delete(f"{self.url}/script", timeout=PATIENCE_S).raise_for_status()
        httpx.post(f"{self.url}/script", json=list(turns), timeout=PATIENCE_S).raise_for_status()

    def shown(self) -> list[Any]:
        """The bodies of all requests."""
        kept = httpx.get(f"{self.url}/requests", timeout=PATIENCE_S).raise_for_status().json()
        return [request["body"] for request in kept]


@contextmanager
def scripted_model() -> Iterator[Scripted]:
    """Run a scripted model while the block lasts."""
    with serving(ScriptedModel().application()) as url:
        yield Scripted(url)


@dataclass
class Canned:
    """A peer that answers every request with the same response, and keeps what it was sent."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def application(self) -> Starlette:
        """The application that serves it."""
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=["GET", "POST"])])

    async def _answer(self, request: Request) -> Response:
        self.asked.append((request.url.path, dict(request.headers), await request.body()))
        headers = {"content-type": "application/json", **self.headers}
        return Response(self.body, self.status, headers)


@contextmanager
def canned_peers() -> Iterator[Any]:
    """A function that starts peers which answer as told, and gives each one's address and itself."""
    with ExitStack() as stack:

        def serve(*args: Any, **kwargs: Any) -> tuple[str, Canned]:
            made = Canned(*args, **kwargs)
            return stack.enter_context(serving(made.application())), made

        yield serve
