"""The WebSocket, as Discord's gateway wants it; the only module here that knows the library.

Its defaults do not fit: they refuse messages beyond 1 MiB, compress once more, send pings that Discord does not expect,
and close with 1000 whenever a block is left, which ends the session. So nothing here is a context manager.
"""

import logging

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from guildhall.discord import USER_AGENT

OPEN_WITHIN_S = 15.0
CLOSE_WITHIN_S = 2.0
MOST_FRAMES = 64

_silent = logging.getLogger(f"{__name__}.websockets")
# What the library logs holds frames, and the first one holds the token.
_silent.setLevel(logging.CRITICAL + 1)


class Unreachable(Exception):
    """No connection came about; the text says why and holds no address."""


class Closed(Exception):
    """The connection is over.

    Attributes:
        code: What the other end closed with; None when it did not say.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__("the connection is over")
        self.code = code


class Socket:
    """One connection."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: str) -> "Socket":
        """Connect.

        Raises:
            Unreachable: It did not work.
        """
        try:
            connection = await connect(
                url,
                compression=None,
                ping_interval=None,
                max_size=None,
                max_queue=MOST_FRAMES,
                open_timeout=OPEN_WITHIN_S,
                close_timeout=CLOSE_WITHIN_S,
                user_agent_header=USER_AGENT,
                # A plain address is a simulated Discord on this machine.
                proxy=True if url.startswith("wss://") else None,
                logger=_silent,
            )
        except InvalidStatus as refused:
            raise Unreachable(f"the gateway answered {refused.response.status_code}") from None
        except (OSError, TimeoutError, WebSocketException) as error:
            raise Unreachable(f"the gateway cannot be reached ({type(error).__name__})") from None
        return cls(connection)

    async def receive(self) -> bytes:
        """Return the next frame.

        Raises:
            Closed: There is none any more.
        """
        try:
            return await self._connection.recv(decode=False)
        except ConnectionClosed as closed:
            told = closed.rcvd.code if closed.rcvd is not None else None
            raise Closed(told) from None

    async def send(self, text: str) -> None:
        """Send a text; a connection that is over takes it in silence, for `receive` tells of its end."""
        try:
            await self._connection.send(text)
        except ConnectionClosed:
            return

    async def close(self, code: int) -> None:
        """Close with a code, within two seconds."""
        await self._connection.close(code)

    def abort(self) -> None:
        """Cut the line: the other end, if there is one, keeps the session."""
        self._connection.transport.abort()
