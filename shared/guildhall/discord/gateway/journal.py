"""Writes what the next process needs into the table, and holds the lease.

A save is due when a mention is on the queue, a session begins or a heartbeat is acknowledged; many that come together
are one. Each renews the lease, which is also renewed a third of its time after the last save. The write is conditional:
when somebody else holds the shard, nothing is written and `lost` is set.

A table that does not answer stops nothing: what is in memory stays right, RESUME needs no table, and whoever could take
the shard over needs the same table. (IDENTIFY needs a ticket from it, and waits.)
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Never

from guildhall.checkpoints import checkpoint
from guildhall.clock import Clock, monotonic_s
from guildhall.discord.gateway.backoff import Backoff
from guildhall.discord.gateway.ports import Shards
from guildhall.discord.gateway.record import Kept, Shard, ShardRecord, State
from guildhall.discord.gateway.session import Standing
from guildhall.discord.gateway.worker import Worker, until
from guildhall.errors import GuildhallError

SAVE_EVERY_S = 0.1
AGAIN_AFTER_S = 1.0
FAR = 500
"""So many events that nobody needed may be told again after a crash, before they are worth a save of their own."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds which shard, and for how long without a word."""

    shard: Shard
    owner: str
    lease_s: float


class Journal:
    """The record of a shard that this process holds.

    Attributes:
        lost: Set when somebody else holds the shard.
        state: What the record says of the holder; `reason` why.
    """

    def __init__(self, shards: Shards, worker: Worker, holding: Holding, clock: Clock) -> None:
        """Begin with nothing to keep; `standing` and `backoff` are the holder's, and set by it."""
        self._shards = shards
        self._worker = worker
        self._holding = holding
        self._clock = clock
        self._dirty = asyncio.Event()
        self._alone = asyncio.Lock()
        self._saved_seq, self._saved_s = 0, 0.0
        self._quiet = False
        self.lost = asyncio.Event()
        self.state, self.reason = State.CONNECTING, ""
        self.standing = Standing()
        self.backoff = Backoff()

    def kept(self) -> Kept:
        """Return what would be saved now."""
        standing = self.standing
        return Kept(
            state=self.state,
            reason=self.reason,
            session_id=standing.session_id,
            resume_url=standing.resume_url,
            acked_seq=standing.progress.acked_seq,
            heard_at=standing.progress.heard_at,
            bot_user_id=standing.bot_user_id,
            lookback_from=standing.lookback_from,
            attempts=self.backoff.attempts,
        )

    def mark(self) -> None:
        """Something changed that is worth a save."""
        self._dirty.set()

    def glance(self) -> None:
        """An event came that nobody needed: save when many have, for a crash would have them all told again."""
        ahead = (self.standing.progress.acked_seq or 0) - self._saved_seq
        if ahead >= FAR and monotonic_s() - self._saved_s >= AGAIN_AFTER_S:
            self._dirty.set()

    def turn(self, state: State, reason: str = "") -> None:
        """The holder does something else now."""
        self.state, self.reason = state, reason
        self.mark()

    async def work(self) -> Never:
        """Save whenever it is due, for ever."""
        while True:
            await until(self._dirty, self._holding.lease_s / 3)
            self._dirty.clear()
            if await self.save() is None:
                self.mark()
                await asyncio.sleep(AGAIN_AFTER_S)
            await asyncio.sleep(SAVE_EVERY_S)

    async def save(self) -> ShardRecord | None:
        """Save now; return the shard as it stands, None when the table did not answer or somebody else holds it."""
        async with self._alone:
            kept, until_when = self.kept(), self._clock() + timedelta(seconds=self._holding.lease_s)
            save = partial(self._shards.save, self._holding.shard, self._holding.owner, kept, until_when)
            try:
                record = await self._worker.run(save)
            except GuildhallError as problem:
                self._told(problem)
                return None
        self._quiet = False
        if record is None:
            self.lost.set()
            return None
        self._saved_seq, self._saved_s = kept.acked_seq or 0, monotonic_s()
        checkpoint("gateway.saved")
        return record

    async def release(self) -> None:
        """Save for the last time, and let the shard go."""
        self.state = State.RELEASED
        release = partial(self._shards.release, self._holding.shard, self._holding.owner, self.kept())
        async with self._alone:
            try:
                await self._worker.run(release)
            except GuildhallError as problem:
                self._told(problem)

    def _told(self, problem: GuildhallError) -> None:
        """Log the first of many failures that are one."""
        if not self._quiet:
            _log.error("the shard's record cannot be saved", extra={"cause": problem.message, "hint": problem.hint})
        self._quiet = True
