"""The gateway: accepts connections, keeps sessions, hands events to those who may hear them, and strikes on order.

Source: https://discord.com/developers/docs/events/gateway
"""

import asyncio
from collections.abc import Callable

from websockets.asyncio.server import Server, ServerConnection, serve

from local.discord.bus import Event
from local.discord.faults import GatewayFault
from local.discord.gateway.connection import Connection
from local.discord.gateway.flood import Flood
from local.discord.gateway.protocol import Op
from local.discord.gateway.session import Session
from local.discord.sim import Simulation

HOST = "127.0.0.1"
DEFAULT_CLOSE = 4000
BIG_BYTES = 2 * 1024 * 1024


class Gateway:
    """All sessions and connections."""

    def __init__(self, sim: Simulation) -> None:
        self.sim = sim
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.resumes = 0
        self._server: Server | None = None
        self.floods: dict[Flood, asyncio.Task[None]] = {}
        sim.bus.listen(self.tell)

    async def start(self, port: int = 0) -> int:
        """Listen on loopback and return the port."""
        self._server = await serve(
            self._connected, HOST, port, compression=None, ping_interval=None, max_size=None, close_timeout=1
        )
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        for task in self.floods.values():
            task.cancel()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _connected(self, socket: ServerConnection) -> None:
        connection = Connection(self, socket)
        self.connections.add(connection)
        try:
            await connection.run()
        finally:
            self.connections.discard(connection)

    def tell(self, event: Event) -> None:
        """Tell an event to the sessions that may hear it."""
        for session in list(self.sessions.values()):
            if self.alive(session.id) is not None and session.hears(self.sim, event):
                session.dispatch(event.name, dict(session.shown(self.sim, event)))

    def alive(self, session_id: str) -> Session | None:
        """Return a session that is connected or can still be resumed; one that waited too long is dropped."""
        session = self.sessions.get(session_id)
        if session is None or session.lost_at is None:
            return session
        if self.sim.clock.monotonic() - session.lost_at > self.sim.settings.session_lifetime_s:
            del self.sessions[session_id]
            return None
        return session

    def forget(self) -> None:
        """Drop the sessions that nobody is connected to."""
        self.sessions = {key: session for key, session in self.sessions.items() if session.outlet is not None}

    async def strike(self, fault: GatewayFault) -> None:
        """Let a fault hit every connection; a ``flood`` (see ``flood.py``) reaches every session that may hear it."""
        if fault.kind == "flood":
            flood = Flood(self, fault.details)
            self.floods[flood] = asyncio.create_task(flood.run())
            return
        for connection in list(self.connections):
            self.strike_one(connection, fault)

    def strike_one(self, connection: Connection, fault: GatewayFault) -> None:
        """Let a fault hit one connection.

        ``drop`` cuts TCP, ``op7`` asks to reconnect, ``op9`` invalidates (``resumable`` true keeps the session),
        ``silent`` stops answering, ``no_ack`` stops acknowledging heartbeats alone, ``close`` closes with ``code``,
        ``split`` sends the next ``messages`` ones in ``parts`` with ``pause_ms`` between, ``big`` tells an event of
        ``bytes`` bytes that no compression makes smaller.
        """
        details = fault.details
        strikes: dict[str, Callable[[], None]] = {
            "drop": connection.abort,
            "op7": lambda: connection.enqueue({"op": int(Op.RECONNECT), "d": None, "s": None, "t": None}),
            "op9": lambda: self._invalidate(connection, resumable=bool(details.get("resumable", False))),
            "silent": connection.fall_silent,
            "no_ack": connection.stop_acknowledging,
            "split": lambda: connection.split(details),
            "big": lambda: connection.tell_padding(int(details.get("bytes", BIG_BYTES))),
            "close": lambda: connection.close(
                int(details.get("code", DEFAULT_CLOSE)), str(details.get("reason", "ordered"))
            ),
        }
        strikes[fault.kind]()

    def _invalidate(self, connection: Connection, *, resumable: bool) -> None:
        if not resumable and connection.session is not None:
            self.sessions.pop(connection.session.id, None)
            connection.session = None
        connection.enqueue({"op": int(Op.INVALID_SESSION), "d": resumable, "s": None, "t": None})
