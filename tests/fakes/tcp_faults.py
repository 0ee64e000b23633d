"""A line between two peers that can be cut in the middle of a frame, come in crumbs, or be dead."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HOST = "127.0.0.1"
CHUNK = 65_536


class Line:
    """Forwards TCP connections from `port` to another port.

    Attributes:
        dead: Set, every connection is cut and none is taken.
        crumbs: How many bytes are forwarded to the client at a time; 0 = as they come.
        cut_after: After so many more bytes to the client, the connections are cut; None = never.
    """

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self.port = 0
        self.dead = False
        self.crumbs = 0
        self.cut_after: int | None = None
        self.connections = 0

    def cut(self) -> None:
        """Cut what is connected."""
        self._loop.call_soon_threadsafe(self._abort)

    def kill(self) -> None:
        """Cut what is connected and take no more."""
        self.dead = True
        self.cut()

    def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.dead:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(HOST, self._target_port)
        self._writers |= {writer, back}
        with contextlib.suppress(OSError):
            async with asyncio.TaskGroup() as both:
                both.create_task(self._forward(reader, back, to_client=False))
                both.create_task(self._forward(there, writer, to_client=True))
        self._writers -= {writer, back}

    async def _forward(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, to_client: bool) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(CHUNK):
                for piece in self._pieces(data) if to_client else [data]:
                    sink.write(piece)
                    await sink.drain()
                    if to_client and self._spent(len(piece)):
                        self._abort()
                        return
        sink.close()

    def _pieces(self, data: bytes) -> Iterator[bytes]:
        size = self.crumbs or len(data)
        if self.cut_after is not None:
            size = min(size, max(self.cut_after, 1))
        for start in range(0, len(data), size):
            yield data[start : start + size]

    def _spent(self, size: int) -> bool:
        if self.cut_after is None:
            return False
        self.cut_after -= size
        if self.cut_after > 0:
            return False
        self.cut_after = None
        return True

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._take, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut everything and listen no more."""
        self._abort()
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """Run a line in a thread of its own while the block lasts."""
    line = Line(port)
    loop = line._loop
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(line.start(), loop).result()
        yield line
    finally:
        asyncio.run_coroutine_threadsafe(line.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
