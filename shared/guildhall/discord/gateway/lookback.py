"""Looks up what was said while no session listened, by Discord's search for messages that mention the bot.

A new session starts at its READY. What was said since the last moment that was surely heard (less a minute, for clocks
differ and search is not instant) goes on the same queue, marked late; what was queued before arrives there under the
same id and is dropped, by the queue for five minutes and by the worker for two days. Beyond twelve hours nobody waits
for an answer any more.

What cannot be looked up: direct messages (a bot cannot search or list them), and channels or guilds whose history the
bot may not read; guilds that are passed over leave a line in the log.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Never

from guildhall.clock import Clock, snowflake_at
from guildhall.discord.gateway.addressed import Address, addressed
from guildhall.discord.gateway.backoff import Chance, chance
from guildhall.discord.gateway.ports import Archive, Barred, Found, Wait
from guildhall.discord.gateway.session import Standing

SLACK = timedelta(seconds=60)
HORIZON = timedelta(hours=12)
MOST_WAITS = 20
"""How often Discord may ask to come back later, for one page, before the guild is tried again as a whole."""
LONGEST_WAIT_S = 900.0
AGAIN_AFTER_S = 300.0
_UNAUTHORIZED = 401

type Hand = Callable[[Mapping[str, Any], Address], Awaitable[asyncio.Event]]
"""Hands a message over; the event is set once it is on the queue."""

_log = logging.getLogger(__name__)


class _Postponed(Exception):
    """Discord does not answer now."""


@dataclass(frozen=True, slots=True)
class Means:
    """What looking back needs.

    Attributes:
        token: Gives the bot token.
        done: Called when a gap is closed.
    """

    archive: Archive
    token: Callable[[], str]
    hand: Hand
    done: Callable[[], None]


class Lookback:
    """Closes the gaps of one shard."""

    def __init__(self, standing: Standing, means: Means, clock: Clock, draw: Chance = chance) -> None:
        self._standing = standing
        self._means = means
        self._clock = clock
        self._draw = draw
        self._needed = asyncio.Event()
        self._guild_ids: Sequence[str] | None = None

    def need(self, guild_ids: Sequence[str] | None) -> None:
        """A session is heard: look back if there is a gap before it. Its guilds are told with a new session only."""
        if guild_ids is not None:
            self._guild_ids = guild_ids
        if self._standing.lookback_from is not None:
            self._needed.set()

    async def work(self) -> Never:
        """Close gaps as they are told, for ever."""
        while True:
            await self._needed.wait()
            self._needed.clear()
            gaps, since = self._standing.gaps, self._standing.lookback_from
            if since is None:
                continue
            try:
                found = await self._close(max(since, self._clock() - HORIZON) - SLACK)
            except _Postponed as problem:
                _log.warning("looking back is postponed", extra={"cause": str(problem), "again_after_s": AGAIN_AFTER_S})
                asyncio.get_running_loop().call_later(AGAIN_AFTER_S, self._needed.set)
                continue
            _log.info("looked back for what was missed", extra={"since": since.isoformat(), "found": found})
            if self._standing.gaps == gaps:
                self._standing.lookback_from = None
                self._means.done()
            else:
                self._needed.set()

    async def _close(self, since: datetime) -> int:
        found = 0
        for guild_id in await self._guilds():
            found += await self._close_in(guild_id, snowflake_at(since))
        return found

    async def _guilds(self) -> Sequence[str]:
        """The guilds of READY, or, when another process heard that, as REST tells them."""
        if self._guild_ids is not None:
            return self._guild_ids
        guild_ids: list[str] = []
        after = "0"
        while after:
            page = await self._page(partial(self._means.archive.guilds, self._means.token(), after))
            if isinstance(page, Barred):
                raise _Postponed(f"Discord does not list the bot's guilds ({page.status})")
            guild_ids += [str(guild["id"]) for guild in page.items]
            after = page.last
        self._guild_ids = guild_ids
        return guild_ids

    async def _close_in(self, guild_id: str, after: str) -> int:
        bot, found, on_the_way = self._standing.bot_user_id, 0, list[asyncio.Event]()
        while after:
            page = await self._page(partial(self._means.archive.mentions, self._means.token(), guild_id, bot, after))
            if isinstance(page, Barred):
                told = {"guild_id": guild_id, "status": page.status, "code": page.code}
                _log.warning("what was missed in this guild cannot be looked up", extra=told)
                break
            for message in page.items:
                address = addressed(message, bot)
                if address is Address.DIRECT:
                    on_the_way.append(await self._means.hand(message, address))
                    found += 1
            after = page.last
        for event in on_the_way:
            await event.wait()
        return found

    async def _page(self, ask: Callable[[], Found | Wait | Barred]) -> Found | Barred:
        for attempt in range(MOST_WAITS):
            answer = await asyncio.to_thread(ask)
            if isinstance(answer, Barred) and answer.status == _UNAUTHORIZED:
                raise _Postponed("Discord does not accept the bot token")
            if not isinstance(answer, Wait):
                return answer
            if answer.seconds > LONGEST_WAIT_S:
                raise _Postponed(answer.why)
            _log.info("Discord asks to wait", extra={"why": answer.why, "seconds": answer.seconds, "attempt": attempt})
            await asyncio.sleep(answer.seconds * (1 + self._draw() / 5))
        raise _Postponed("Discord asked to wait too often")
