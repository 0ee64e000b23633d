"""Mentions on their way to the queue: bounded, retried for ever, and in order within a channel.

Reading the socket and heartbeats never wait for the queue until the box is full; then reading stops, and Discord, TCP
and the session's replay keep what comes. A batch takes at most one parcel of each channel, the oldest: when a part of
it is refused, nothing of that channel has overtaken it. What the queue will never take (it told so of this very parcel)
is dropped with a line in the log, or one message would stop its channel for good.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Never

from guildhall.checkpoints import checkpoint
from guildhall.discord.gateway.backoff import Backoff
from guildhall.discord.gateway.ports import Fate, Parcel, Turns, Wrap
from guildhall.discord.gateway.worker import Worker

MOST_PARCELS, MOST_BYTES = 256, 4 << 20
BATCH_PARCELS, BATCH_BYTES = 10, 240_000
"""Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html"""
LONGEST_PAUSE_S = 10.0

type Taken = Callable[[], None]

_log = logging.getLogger(__name__)


def wrapped(wrap: Wrap, message: Mapping[str, Any], *, by_role: bool, late: bool) -> Parcel | None:
    """Return a message's parcel; None, and a line in the log, for one that is not what Discord promises.

    It would not be next time either, so it must not end the process, which would hear it again.
    """
    try:
        return wrap(message, by_role=by_role, late=late)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        told = {"message_id": str(message.get("id")), "failure": type(error).__name__}
        _log.exception("a mention cannot be queued", extra=told)
        return None


@dataclass(slots=True)
class _Entry:
    parcel: Parcel
    taken: list[Taken] = field(default_factory=list)


class Outbox:
    """What was heard and is not on the queue yet."""

    def __init__(self, turns: Turns, worker: Worker) -> None:
        self._turns = turns
        self._worker = worker
        self._entries: dict[str, _Entry] = {}
        self._bytes = 0
        self._changed = asyncio.Condition()
        self._backoff = Backoff(most_s=LONGEST_PAUSE_S)

    @property
    def is_full(self) -> bool:
        """Whether the next parcel would have to wait."""
        return len(self._entries) >= MOST_PARCELS or self._bytes >= MOST_BYTES

    async def put(self, parcel: Parcel, taken: Taken) -> None:
        """Take a parcel, waiting for room; call `taken` once it is on the queue."""
        async with self._changed:
            while parcel.id not in self._entries and self.is_full:
                await self._changed.wait()
            if parcel.id not in self._entries:
                self._entries[parcel.id] = _Entry(parcel)
                self._bytes += len(parcel.body)
            self._entries[parcel.id].taken.append(taken)
            self._changed.notify_all()

    async def empty(self, within_s: float) -> bool:
        """Wait until everything is on the queue, for at most so long; return whether it is."""
        try:
            async with asyncio.timeout(within_s), self._changed:
                await self._changed.wait_for(lambda: not self._entries)
        except TimeoutError:
            return False
        return True

    async def work(self) -> Never:
        """Send what is there, for ever."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._entries)
                batch = self._batch()
            fates = await self._worker.run(partial(self._turns.send, [entry.parcel for entry in batch]))
            async with self._changed:
                self._settle(batch, fates)
                self._changed.notify_all()
            await self._pause(fates)

    def _batch(self) -> list[_Entry]:
        batch: dict[str, _Entry] = {}
        size = 0
        for entry in self._entries.values():
            if entry.parcel.group in batch:
                continue
            size += len(entry.parcel.body.encode(errors="replace"))
            if batch and size > BATCH_BYTES:
                break
            batch[entry.parcel.group] = entry
            if len(batch) == BATCH_PARCELS:
                break
        return list(batch.values())

    def _settle(self, batch: Sequence[_Entry], fates: Sequence[Fate]) -> None:
        for entry, fate in zip(batch, fates, strict=True):
            if fate is Fate.LATER:
                continue
            if fate is Fate.REFUSED:
                _log.error("the queue will never take this mention", extra={"message_id": entry.parcel.id})
            else:
                checkpoint("gateway.enqueued")
            del self._entries[entry.parcel.id]
            self._bytes -= len(entry.parcel.body)
            for taken in entry.taken:
                taken()

    async def _pause(self, fates: Sequence[Fate]) -> None:
        if Fate.LATER not in fates:
            self._backoff.healthy()
            return
        self._backoff.attempt()
        await asyncio.sleep(self._backoff.pause_s())
