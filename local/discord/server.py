"""The HTTP listener: REST, control API and attachments on one loopback port, with connections that can be cut."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from local.discord.control.app import Control
from local.discord.gateway.server import Gateway
from local.discord.rest.server import PREFIX, RestApp
from local.discord.sim import Simulation

HOST = "127.0.0.1"
LOOPBACK_ORIGIN = r"^https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$"
POLL_S = 0.005
KEEP_ALIVE_S = 75
NOT_FOUND = 404
CONTROL_PREFIX = "/control"
_transports: dict[Any, asyncio.Transport] = {}


class _Protocol(H11Protocol):
    """HTTP/1.1 whose transports can be found again by the client's address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in the base class
        super().connection_made(transport)
        _transports[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        _transports.pop(self.client, None)
        super().connection_lost(exc)


def drop(scope: Scope) -> None:
    """Cut the TCP connection of a request."""
    transport = _transports.get(tuple(scope["client"] or ()))
    if transport is not None:
        transport.abort()


class _Server(uvicorn.Server):
    """A server that leaves signals to its owner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install no signal handlers."""
        yield


class HttpServer:
    """REST, control and attachments."""

    def __init__(self, sim: Simulation, gateway: Gateway) -> None:
        self._sim = sim
        rest = RestApp(sim, drop)
        cors = Middleware(CORSMiddleware, allow_origin_regex=LOOPBACK_ORIGIN, allow_methods=["*"], allow_headers=["*"])
        control = Starlette(routes=Control(sim, gateway).routes(), middleware=[cors, Middleware(GZipMiddleware)])
        files = Route("/attachments/{path:path}", self._attachment)
        others = Starlette(routes=[Mount(CONTROL_PREFIX, control), files])

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            is_rest = scope["type"] == "http" and scope["path"].startswith(PREFIX + "/")
            await (rest if is_rest else others)(scope, receive, send)

        config = uvicorn.Config(app, http=_Protocol, ws="none", lifespan="off", log_config=None, access_log=False)
        config.timeout_graceful_shutdown = 1
        config.timeout_keep_alive = KEEP_ALIVE_S
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def _attachment(self, request: Request) -> Response:
        found = self._sim.files.get(unquote(request.url.path.lstrip("/")))
        return Response(status_code=NOT_FOUND) if found is None else Response(found[0], media_type=found[1])

    async def start(self, port: int = 0) -> int:
        """Listen on loopback and return the port."""
        # With the protocol named, asyncio turns Nagle's algorithm off; without it every answer waits some 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(POLL_S)
        return int(listener.getsockname()[1])

    async def stop(self) -> None:
        """Finish what is being answered and stop listening."""
        self._sim.bus.close()
        self._server.should_exit = True
        if self._task is not None:
            await self._task
