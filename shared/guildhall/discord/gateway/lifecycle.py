"""The task's life: wait for a token, wait for the shard, hold it until somebody else shall.

    no token ──► a token ──► the shard is held ──► (stand by) ──► ours ──► connect, listen, reconnect …
                                                                   │ ▲
       the operator stored another one ◄── FATAL ◄─────────────────┤ │ 4004, 4010 to 4014
                    └──────────────────────────────────────────────┼─┘
    leave ◄── close 4000, let go ◄── queue emptied ◄── drain ◄─────┘ SIGTERM

One process holds a shard, by a lease in the table. A second one stands by, which is what a rolling deploy looks like:
the old process, told to stop, sees its successor, hands over what it has heard, closes in a way that keeps the session
and lets go; the new one takes the shard and *resumes*: no IDENTIFY is spent, nothing is heard twice, nothing is missed.
A process that died keeps its lease for half a minute; then whoever stands by takes over in the same way.
"""

import asyncio
import logging
from datetime import timedelta
from functools import partial

from guildhall.discord.gateway.parts import Base, Parts, Rules
from guildhall.discord.gateway.record import ShardRecord
from guildhall.discord.gateway.tenure import Tenure
from guildhall.discord.gateway.worker import until
from guildhall.errors import GuildhallError

ALIVE_EVERY_S = 10.0
LOOKS_IN_A_LEASE, LOOKS_FOR_A_MARK = 15, 5
"""Standing by, it looks every 2 s (of a lease of 30 s) whether it is its turn, and says every 10 s that it waits."""

_log = logging.getLogger(__name__)


class GatewayTask:
    """One process' life."""

    def __init__(self, parts: Parts, rules: Rules) -> None:
        self._base = Base(parts, rules)
        self._tenure: Tenure | None = None

    def stop(self) -> None:
        """Let it come to its end."""
        self._base.stopping.set()

    async def run(self) -> None:
        """Live until stopped."""
        alive = asyncio.create_task(self._say_alive())
        base = self._base
        try:
            while not base.stopping.is_set():
                secret = await base.secret(base.rules.recheck_s)
                record = await self._take() if secret else None
                if secret and record:
                    self._tenure = Tenure(base, secret, record)
                    await self._tenure.run()
                self._tenure = None
        finally:
            alive.cancel()
            base.worker.close()

    async def _take(self) -> ShardRecord | None:
        """Wait until nobody else holds the shard; None when the process ends first."""
        looks, told = 0, ""
        while True:
            record, problem = await self._try_to_take(mark=looks % LOOKS_FOR_A_MARK == 0)
            if record is not None:
                return record
            if problem != told:
                _log.info(problem)
                told = problem
            looks += 1
            if await until(self._base.stopping, self._base.rules.lease_s / LOOKS_IN_A_LEASE):
                return None

    async def _try_to_take(self, *, mark: bool) -> tuple[ShardRecord | None, str]:
        parts, rules, run = self._base.parts, self._base.rules, self._base.worker.run
        now = parts.clock()
        then = now + timedelta(seconds=rules.lease_s)
        try:
            record = await run(partial(parts.shards.take, rules.shard, parts.owner, then, now))
            if record is None and mark:
                await run(partial(parts.shards.stand_by, rules.shard, parts.owner, then))
        except GuildhallError as problem:
            return None, f"{problem.message} {problem.hint}".strip()
        return record, "" if record else "standing by: another process holds the shard"

    async def _say_alive(self) -> None:
        """While no heartbeat says it, the task itself says that it is alive."""
        while True:
            if self._tenure is None or not self._tenure.is_heard:
                self._base.parts.health.touch()
            await asyncio.sleep(ALIVE_EVERY_S)
