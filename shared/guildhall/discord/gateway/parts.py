"""What the task is made of and how it behaves; `bootstrap.gateway_task` fills it in, tests with fakes."""

import asyncio
import logging
from dataclasses import dataclass, field

from guildhall.clock import Clock, utc_now
from guildhall.discord.gateway.backoff import Chance, chance
from guildhall.discord.gateway.health import Health
from guildhall.discord.gateway.ports import Archive, Secret, Secrets, Shards, Turns, Wrap
from guildhall.discord.gateway.record import Shard
from guildhall.discord.gateway.worker import Worker, until
from guildhall.errors import GuildhallError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the task behaves.

    Attributes:
        lease_s: For how long a process that says nothing still holds its shard.
        recheck_s: How often the secret is read while there is no token.
        refused_recheck_s: How often it is read when Discord refused the token.
        stop_s: How long a process that shall end waits for a successor; 0 = not at all.
    """

    gateway_url: str
    intents: int
    shard: Shard = (0, 1)
    lease_s: float = 30.0
    recheck_s: float = 60.0
    refused_recheck_s: float = 300.0
    stop_s: float = 105.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the task works with.

    Attributes:
        owner: This process, unlike every other one.
    """

    shards: Shards
    turns: Turns
    secrets: Secrets
    archive: Archive
    wrap: Wrap
    health: Health
    owner: str
    clock: Clock = utc_now
    draw: Chance = chance


@dataclass(frozen=True, slots=True)
class Base:
    """Parts and rules, and what belongs to the process.

    Attributes:
        stopping: Set when the process shall end.
    """

    parts: Parts
    rules: Rules
    worker: Worker = field(default_factory=Worker)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def secret(self, recheck_s: float, refused: str = "") -> Secret | None:
        """Wait for a token, of another version than one that was refused; None when the process ends first."""
        told = ""
        while True:
            found, problem = await self._read(refused)
            if found is not None:
                return found
            if problem != told:
                _log.warning(problem)
                told = problem
            if await until(self.stopping, recheck_s):
                return None

    async def _read(self, refused: str) -> tuple[Secret | None, str]:
        try:
            found = await self.worker.run(self.parts.secrets.read)
        except GuildhallError as problem:
            return None, f"{problem.message} {problem.hint}".strip()
        if found is None:
            return None, "waiting for a token"
        return (found, "") if found.version != refused else (None, "waiting for another version of the secret")
