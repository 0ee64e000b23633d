"""The template, running: its resources on an AWS endpoint, its functions in sandboxes, routes, queues, services."""

import os
import socket
import time
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
from local.service import Service
from local.state import State
from local.streaming import StreamPoller
from local.tasks import tasks
from local.template import Template
from local.wiring import wire

MEASURED = "COVERAGE_PROCESS_CONFIG"
END_WITHIN_S = 1.0
END_MEASURED_WITHIN_S = 15.0
"""A process whose coverage is measured writes it at its end; others have nothing to lose."""


@dataclass(frozen=True)
class Surroundings:
    """What a cloud stands in: the run's leash, state directory and logs."""

    leash: Leash
    state: State
    logs: Logs


class Cloud:
    """Serves one template on one loopback socket.

    `settings` and `secrets` are those of `wire` and `Aws.create`.
    """

    def __init__(
        self,
        aws: Aws,
        around: Surroundings,
        settings: Mapping[str, str],
        secrets: Mapping[str, str],
        pages: Mapping[str, ASGIApp],
    ) -> None:
        self.aws = aws
        self.template: Template | None = None
        self._settings, self._secrets = settings, secrets
        self._report = around.logs.outcome
        self._host = Host(around.leash, around.state.path, aws.environment(), around.logs.line)
        self._front = Front(pages, self._report)
        self._pools: dict[str, Pool] = {}
        self._pollers: list[Poller | StreamPoller] = []
        self._positions: dict[str, str] = {}
        self.services: list[Service] = []
        self._server: Server | None = None

    def deploy(self, template: Template) -> None:
        """Create what the template declares and serve it from now on; what was served before ends with its work.

        Raises:
            LaptopError: the template or the endpoint does not allow it; what was served stays as it was.
        """
        self.aws.create(template, self._secrets)
        wiring = wire(template, self._settings)
        pools = {name: Pool(function, self._host) for name, function in wiring.functions.items()}
        previous, self._pools = self._pools, pools
        for poller in self._pollers:
            poller.stop()
        self._pollers = [
            Poller(source, pools[source.function], self.aws.client("sqs"), self._report) for source in wiring.sources
        ]
        self._pollers += [
            StreamPoller(
                stream, pools[stream.function].invoke, self.aws.client("dynamodbstreams"), self._report, self._positions
            )
            for stream in wiring.streams
        ]
        wanted = tasks(template, self._settings)
        self._front.serve(wiring, pools)
        for poller in self._pollers:
            poller.start()
        for pool in previous.values():
            pool.recycle()
        former, self.services = self.services, [Service(task, self._host) for task in wanted]
        for service in self.services:
            service.start()
        for service in former:
            service.retire()
        self.template = template

    def listen(self, listener: socket.socket) -> None:
        """Answer HTTP on this socket, which stays the caller's to close."""
        self._server = Server(self._front, listener)
        self._server.start()

    def recycle(self) -> None:
        """Let every function meet its changed code on its next invocation, and replace every task."""
        for pool in self._pools.values():
            pool.recycle()
        for service in self.services:
            service.recycle()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take no more work, end every sandbox."""
        for poller in self._pollers:
            poller.stop()
        self._front.close()
        for service in self.services:
            service.ask_to_stop()
        for pool in self._pools.values():
            pool.hang_up()
        deadline = time.monotonic() + (END_MEASURED_WITHIN_S if MEASURED in os.environ else END_WITHIN_S)
        for pool in self._pools.values():
            pool.close(max(deadline - time.monotonic(), 0))
        for service in self.services:
            service.close(max(deadline - time.monotonic(), 0))
        for reader in [poller for poller in self._pollers if isinstance(poller, StreamPoller)]:
            reader.join(END_WITHIN_S)
        if self._server:
            self._server.close()
