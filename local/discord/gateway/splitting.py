"""One payload in several parts, so that a client can be met in the middle of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection


@dataclass(frozen=True)
class Split:
    """How one payload is sent in parts: as messages of their own, which zlib-stream allows, or as frames of one."""

    parts: int
    pause_s: float
    as_frames: bool

    async def send(self, socket: ServerConnection, data: bytes) -> None:
        """Send the parts."""
        size = max(1, -(-len(data) // self.parts))
        pieces = [data[start : start + size] for start in range(0, len(data), size)]
        if self.as_frames:
            await socket.send(self._paced(pieces))
            return
        async for piece in self._paced(pieces):
            await socket.send(piece)

    async def _paced(self, pieces: list[bytes]) -> AsyncIterator[bytes]:
        for index, piece in enumerate(pieces):
            if index:
                await asyncio.sleep(self.pause_s)
            yield piece
