"""What happens is told to two audiences: gateway sessions (as Discord's events) and watchers of the control API."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from local.discord.errors import Json

QUEUE_LIMIT = 1000


@dataclass(frozen=True)
class Event:
    """A gateway event and where it happened; ``channel_id`` limits it to who sees that channel."""

    name: str
    data: Json
    guild_id: str | None = None
    channel_id: str | None = None


class Bus:
    """Hand every event to the gateway and to the watchers."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []
        self._watchers: set[asyncio.Queue[tuple[str, Json] | None]] = set()

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Call ``listener`` with every event."""
        self._listeners.append(listener)

    def emit(self, event: Event) -> None:
        """Tell an event to all."""
        for listener in self._listeners:
            listener(event)
        where = {"guild_id": event.guild_id, "channel_id": event.channel_id}
        self.publish("gateway", {"event": event.name, "data": event.data, **where})

    def publish(self, kind: str, data: Json) -> None:
        """Tell the watchers only; a watcher that does not keep up loses its oldest news."""
        for queue in self._watchers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait((kind, data))

    def watch(self) -> "asyncio.Queue[tuple[str, Json] | None]":
        """Return a queue that receives everything from now on; None ends it."""
        queue: asyncio.Queue[tuple[str, Json] | None] = asyncio.Queue(QUEUE_LIMIT)
        self._watchers.add(queue)
        return queue

    def unwatch(self, queue: "asyncio.Queue[tuple[str, Json] | None]") -> None:
        """Stop filling a watcher's queue."""
        self._watchers.discard(queue)

    def close(self) -> None:
        """End every watcher."""
        for queue in list(self._watchers):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
