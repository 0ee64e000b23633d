"""The simulated Discord as a library: ``async with SimulatedDiscord()``, or ``with running()`` in synchronous code."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from local.discord import identity
from local.discord.clock import SimClock
from local.discord.errors import Json
from local.discord.gateway.server import Gateway
from local.discord.rest import load_handlers
from local.discord.server import CONTROL_PREFIX, HOST, HttpServer
from local.discord.sim import Simulation
from local.discord.spec import Spec


class SimulatedDiscord:
    """A whole simulated Discord on loopback: REST, gateway and control API."""

    def __init__(self, state_dir: Path | None = None, port: int = 0, **settings: object) -> None:
        """Prepare it; ``settings`` are fields of ``sim.Settings`` such as ``interactions_url``."""
        load_handlers()
        clock = SimClock()
        self._port = port
        self.sim = Simulation(identity.load_or_create(state_dir, clock), clock, Spec())
        for name, value in settings.items():
            setattr(self.sim.settings, name, value)
        self._gateway = Gateway(self.sim)
        self._http = HttpServer(self.sim, self._gateway)

    async def start(self) -> None:
        """Listen on loopback."""
        port = await self._http.start(self._port)
        gateway_port = await self._gateway.start()
        addresses = self.sim.addresses
        addresses.rest_url = f"http://{HOST}:{port}/api/v10"
        addresses.control_url = f"http://{HOST}:{port}{CONTROL_PREFIX}"
        addresses.gateway_url = f"ws://{HOST}:{gateway_port}"

    async def stop(self) -> None:
        """Stop listening."""
        await self._gateway.stop()
        await self._http.stop()

    def endpoints(self) -> Json:
        """Return the "discord" block of ``endpoints.json``."""
        return self.sim.endpoints()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()


@contextlib.contextmanager
def running(state_dir: Path | None = None, port: int = 0, **settings: object) -> Iterator[SimulatedDiscord]:
    """Run a simulated Discord in a thread of its own while the block lasts."""
    discord = SimulatedDiscord(state_dir, port, **settings)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="simulated-discord", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(discord.start(), loop).result()
        yield discord
    finally:
        asyncio.run_coroutine_threadsafe(discord.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
