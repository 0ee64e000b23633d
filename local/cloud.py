"""The template, running: its resources on an AWS endpoint, its functions in sandboxes, its routes and queues."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp

from local.aws import Aws
from local.http import Front
from local.leash import Leash
from local.logs import Logs
from local.poller import Poller
from local.pool import Pool
from local.sandbox import Host
from local.server import Server
from local.state import State
from local.template import Template
from local.wiring import Wiring, wire


@dataclass(frozen=True)
class Surroundings:
    """What a cloud stands in: the run's leash, state directory and logs."""

    leash: Leash
    state: State
    logs: Logs


class Cloud:
    """Serves one template on one loopback socket."""

    def __init__(self, template: Template, aws: Aws, around: Surroundings) -> None:
        self.template = template
        self.aws = aws
        self._around = around
        self._host = Host(around.leash, around.state.path, aws.environment(), around.logs.line)
        self._pools: dict[str, Pool] = {}
        self._pollers: list[Poller] = []
        self._front: Front | None = None
        self._server: Server | None = None

    def deploy(self, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Wiring:
        """Create the resources and wire the functions; `settings` and `secrets` as in `wire` and `Aws.create`."""
        self.aws.create(self.template, secrets)
        wiring = wire(self.template, settings)
        self._pools = {name: Pool(function, self._host) for name, function in wiring.functions.items()}
        return wiring

    def serve(self, wiring: Wiring, listener: socket.socket, pages: Mapping[str, ASGIApp]) -> None:
        """Answer HTTP and poll the queues from now on."""
        self._front = Front(pages, self._around.logs.outcome)
        self._front.serve(wiring, self._pools)
        self._server = Server(self._front, listener)
        self._server.start()
        sqs = self.aws.client("sqs") if wiring.sources else None
        for source in wiring.sources:
            poller = Poller(source, self._pools[source.function], sqs, self._around.logs.outcome)
            self._pollers.append(poller)
            poller.start()

    def recycle(self) -> None:
        """Let every function meet its changed code on its next invocation."""
        for pool in self._pools.values():
            pool.recycle()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop taking work, end every sandbox."""
        for poller in self._pollers:
            poller.stop()
        if self._front:
            self._front.close()
        for pool in self._pools.values():
            pool.close()
        if self._server:
            self._server.close()
