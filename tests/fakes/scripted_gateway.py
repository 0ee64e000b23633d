"""A gateway that sends what it was told, cut into frames as it was told: `with scripted(payloads, pieces) as url`."""

import asyncio
import json
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve

BOT = "900000000000000001"
READY: dict[str, Any] = {"v": 10, "user": {"id": BOT}, "guilds": [], "session_id": "scripted", "resume_gateway_url": ""}
INTERVAL_MS = 2000


class Script:
    """What is sent behind READY, to whoever identifies.

    Attributes:
        pieces: Into how many frames each message is cut; the last one is three bytes long, in the middle of the suffix.
    """

    def __init__(self, events: Sequence[dict[str, Any]], pieces: int) -> None:
        self._events = events
        self._pieces = pieces
        self.server: Server | None = None

    async def serve(self, socket: ServerConnection) -> None:
        stream = zlib.compressobj()

        async def send(op: int, data: object, seq: int | None = None, name: str | None = None) -> None:
            text = json.dumps({"t": name, "s": seq, "op": op, "d": data}).encode()
            for frame in self._cut(stream.compress(text) + stream.flush(zlib.Z_SYNC_FLUSH)):
                await socket.send(frame)

        await send(10, {"heartbeat_interval": INTERVAL_MS})
        async for raw in socket:
            op = json.loads(raw)["op"]
            if op == 1:
                await send(11, None)
            elif op == 2:
                await send(0, READY, 1, "READY")
                for seq, event in enumerate(self._events, 2):
                    await send(0, event["d"], seq, event["t"])

    def _cut(self, message: bytes) -> list[bytes]:
        if self._pieces == 1:
            return [message]
        body, last = message[:-3], message[-3:]
        size = -(-len(body) // (self._pieces - 1))
        return [body[start : start + size] for start in range(0, len(body), size)] + [last]


@contextmanager
def scripted(events: Sequence[dict[str, Any]], pieces: int = 1) -> Iterator[str]:
    """Run it in a thread of its own while the block lasts; yields its address."""
    script = Script(events, pieces)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> Server:
        return await serve(script.serve, "127.0.0.1", 0, compression=None, ping_interval=None, close_timeout=1)

    async def stop(server: Server) -> None:
        server.close()
        await server.wait_closed()

    server = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
