"""Server-Sent Events: what happens, as it happens, for the page.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from local.discord.bus import Bus

KEEP_ALIVE_S = 15.0


def stream(bus: Bus) -> StreamingResponse:
    """Return a response that lasts until the reader leaves or the simulation stops."""
    return StreamingResponse(_lines(bus), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _lines(bus: Bus) -> AsyncIterator[str]:
    queue = bus.watch()
    try:
        yield ": connected\n\n"
        while True:
            try:
                item = await asyncio.wait_for(queue.get(), KEEP_ALIVE_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if item is None:
                return
            kind, data = item
            yield f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
    finally:
        bus.unwatch(queue)
