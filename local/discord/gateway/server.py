"""The gateway: accepts connections, keeps sessions, hands events to those who may hear them, and strikes on order.

Source: https://discord.com/developers/docs/events/gateway
"""

from websockets.asyncio.server import Server, ServerConnection, serve

from local.discord.bus import Event
from local.discord.faults import GatewayFault
from local.discord.gateway.connection import Connection
from local.discord.gateway.protocol import Op
from local.discord.gateway.session import Session
from local.discord.sim import Simulation

HOST = "127.0.0.1"
DEFAULT_CLOSE = 4000


class Gateway:
    """All sessions and connections."""

    def __init__(self, sim: Simulation) -> None:
        self.sim = sim
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self._server: Server | None = None
        sim.bus.listen(self._told)

    async def start(self, port: int = 0) -> int:
        """Listen on loopback and return the port."""
        self._server = await serve(
            self._connected, HOST, port, compression=None, ping_interval=None, max_size=None, close_timeout=1
        )
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def stop(self) -> None:
        """Close every connection and stop listening."""
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

    def _told(self, event: Event) -> None:
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
        """Let a fault hit every connection."""
        for connection in list(self.connections):
            self.strike_one(connection, fault)

    def strike_one(self, connection: Connection, fault: GatewayFault) -> None:
        """Let a fault hit one connection.

        ``drop`` cuts TCP, ``op7`` asks to reconnect, ``op9`` invalidates (``resumable`` true keeps the session),
        ``silent`` stops answering, ``close`` closes with ``code``.
        """
        if fault.kind == "drop":
            connection.abort()
        elif fault.kind == "op7":
            connection.enqueue({"op": int(Op.RECONNECT), "d": None, "s": None, "t": None})
        elif fault.kind == "op9":
            resumable = bool(fault.details.get("resumable", False))
            if not resumable and connection.session is not None:
                self.sessions.pop(connection.session.id, None)
                connection.session = None
            connection.enqueue({"op": int(Op.INVALID_SESSION), "d": resumable, "s": None, "t": None})
        elif fault.kind == "silent":
            connection.silent = True
        else:
            connection.close(int(fault.details.get("code", DEFAULT_CLOSE)), str(fault.details.get("reason", "ordered")))
