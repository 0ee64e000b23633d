"""The time in which this process holds the shard: connecting, again and again, and letting go in good order."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, Never

from guildhall.clock import monotonic_s
from guildhall.discord.gateway.addressed import Address
from guildhall.discord.gateway.backoff import HEALTHY_AFTER_S, Backoff
from guildhall.discord.gateway.journal import Holding, Journal
from guildhall.discord.gateway.link import Crew, Link
from guildhall.discord.gateway.lookback import Lookback, Means
from guildhall.discord.gateway.outbox import Outbox, wrapped
from guildhall.discord.gateway.parts import Base
from guildhall.discord.gateway.ports import Secret
from guildhall.discord.gateway.progress import Progress
from guildhall.discord.gateway.protocol import Credentials, Next, address
from guildhall.discord.gateway.record import Kept, ShardRecord, State
from guildhall.discord.gateway.session import Established, Leave, Session, Standing
from guildhall.discord.gateway.worker import until
from guildhall.errors import GuildhallError

FLUSH_WITHIN_S = 10.0
RENEW_AFTER_S, RENEW_SPREAD_S = 1.0, 4.0
"""Source: https://docs.discord.com/developers/events/gateway#resuming: one to five seconds before a new IDENTIFY."""
MOST_AT_ONCE = 3
"""So often Discord may ask to reconnect within a minute before a pause is made."""
MOST_TO_RESUME_ADDRESS = 3
"""So many attempts go to the address that READY told, before the general one is tried."""
TICKET_AGAIN_S, LONGEST_TICKET_WAIT_S = 5.0, 60.0

_log = logging.getLogger(__name__)


class Tenure:
    """This process' hold on the shard.

    Attributes:
        is_heard: Whether a connection is established, whose heartbeats show health.
    """

    def __init__(self, base: Base, secret: Secret, record: ShardRecord) -> None:
        parts, rules = base.parts, base.rules
        self._base = base
        self._secret = secret
        self._backoff = Backoff(record.kept.attempts, parts.draw)
        self._standing = _standing(record.kept)
        self._journal = Journal(
            parts.shards, base.worker, Holding(rules.shard, parts.owner, rules.lease_s), parts.clock
        )
        self._journal.standing, self._journal.backoff = self._standing, self._backoff
        self._outbox = Outbox(parts.turns, base.worker)
        means = Means(parts.archive, lambda: self._secret.token, self._hand, self._journal.mark)
        self._lookback = Lookback(self._standing, means, parts.clock, parts.draw)
        self._session = self._new_session()
        self._link: Link | None = None
        self._healthy: asyncio.TimerHandle | None = None
        self.is_heard = False

    async def run(self) -> None:
        """Hold the shard until the process shall end or somebody else holds it."""
        connecting = asyncio.create_task(self._connect_for_ever())
        helpers = [asyncio.create_task(each.work()) for each in (self._outbox, self._journal, self._lookback)]
        ends = [asyncio.create_task(event.wait()) for event in (self._base.stopping, self._journal.lost)]
        works: list[asyncio.Task[Never]] = [connecting, *helpers]
        try:
            await asyncio.wait([*works, *ends], return_when=asyncio.FIRST_COMPLETED)
            self._raise_for(works)
            if not self._journal.lost.is_set():
                await self._drain()
            await self._end(connecting)
        finally:
            for task in (*works, *ends):
                task.cancel()
            await asyncio.wait([*works, *ends])

    def _raise_for(self, works: "list[asyncio.Task[Never]]") -> None:
        for task in works:
            if task.done():
                task.result()

    async def _drain(self) -> None:
        """Go on listening until somebody stands by to take over, or for as long as there is time."""
        self._journal.turn(State.DRAINING)
        rules, deadline_s = self._base.rules, monotonic_s() + self._base.rules.stop_s
        _log.info("draining", extra={"within_s": rules.stop_s})
        while monotonic_s() < deadline_s and not self._journal.lost.is_set():
            record = await self._journal.save()
            if record is not None and record.has_successor(self._base.parts.clock()):
                return
            await until(self._journal.lost, min(1.0, rules.lease_s / 15))

    async def _end(self, connecting: "asyncio.Task[Never]") -> None:
        """Stop listening, hand over what was heard, close so that the session stays, and let go."""
        connecting.cancel()
        await asyncio.wait([connecting])
        whole = await self._outbox.empty(FLUSH_WITHIN_S)
        if self._link is not None:
            await self._link.close()
        if self._journal.lost.is_set():
            _log.warning("another process holds the shard now")
            return
        await self._journal.release()
        _log.info("the shard is let go", extra={"everything_handed_over": whole})

    # ------------------------------------------------------------------------------------------------------ connecting
    async def _connect_for_ever(self) -> Never:
        leave: Leave | None = None
        while True:
            await self._pause(leave)
            await self._prepare()
            self._link = Link(self._session, self._crew())
            resume_url = self._standing.resume_url if self._backoff.attempts <= MOST_TO_RESUME_ADDRESS else ""
            leave = await self._link.run(address(self._base.rules.gateway_url, resume_url))
            self._link, self.is_heard = None, False
            if self._healthy is not None:
                self._healthy.cancel()
            told = {"why": leave.why, "code": leave.code, "then": leave.next.value}
            _log.warning("the gateway connection ended", extra=told)
            if leave.next is Next.REFUSED:
                await self._wait_for_operator(leave)

    async def _pause(self, leave: Leave | None) -> None:
        pause_s = self._backoff.pause_s()
        if leave is None and self._standing.resumable:
            # The process is new, and a RESUME costs nothing.
            pause_s = 0.0
        if leave is not None and leave.next is Next.AT_ONCE and leave.established:
            pause_s = 0.0 if self._backoff.attempts <= MOST_AT_ONCE else pause_s
        if leave is not None and leave.next is Next.RENEW:
            pause_s = max(pause_s, RENEW_AFTER_S + RENEW_SPREAD_S * self._base.parts.draw())
        await asyncio.sleep(pause_s)

    async def _prepare(self) -> None:
        """Count the attempt where a crash does not forget it, and take a ticket if it will be an IDENTIFY."""
        if not self._standing.resumable:
            await self._ticket()
        if self._standing.progress.heard_at is None:
            # Should this process die before its first session is saved, the next one looks back until here.
            self._standing.progress.heard(self._base.parts.clock())
            self._standing.first = True
        self._backoff.attempt()
        self._journal.turn(State.CONNECTING)
        await self._journal.save()

    async def _ticket(self) -> None:
        base = self._base
        while True:
            try:
                wait_s = await base.worker.run(partial(base.parts.shards.identify_in_s, base.rules.shard))
            except GuildhallError as problem:
                _log.error("no ticket to identify", extra={"cause": problem.message, "hint": problem.hint})
                wait_s = TICKET_AGAIN_S
            if wait_s <= 0:
                return
            if wait_s > LONGEST_TICKET_WAIT_S:
                _log.error("today's tickets to identify are used up", extra={"wait_s": round(wait_s)})
            await asyncio.sleep(min(wait_s, LONGEST_TICKET_WAIT_S))

    async def _wait_for_operator(self, leave: Leave) -> None:
        reason = f"{leave.why} (close code {leave.code})"
        self._journal.turn(State.FATAL, reason)
        hint = "Mend it, then store the bot token in the secret again (any new version counts), or restart the task."
        _log.error("the gateway refused us for good", extra={"reason": reason, "hint": hint})
        secret = await self._base.secret(self._base.rules.refused_recheck_s, refused=self._secret.version)
        if secret is None:
            await asyncio.Event().wait()
            raise AssertionError("the process is ending, and this is cancelled")
        self._secret = secret
        self._session = self._new_session()

    def _new_session(self) -> Session:
        rules, parts = self._base.rules, self._base.parts
        credentials = Credentials(self._secret.token, rules.intents, rules.shard)
        return Session(credentials, self._standing, parts.clock, parts.draw)

    # ------------------------------------------------------------------------------------------------------- what comes
    def _crew(self) -> Crew:
        return Crew(self._outbox, self._journal, self._base.parts.wrap, self._established, self._beaten)

    def _established(self, established: Established) -> None:
        self.is_heard = True
        self._base.parts.health.touch()
        self._journal.turn(State.CONNECTED)
        self._lookback.need(established.guild_ids)
        self._healthy = asyncio.get_running_loop().call_later(HEALTHY_AFTER_S, self._recovered)

    def _recovered(self) -> None:
        self._backoff.healthy()
        self._journal.mark()

    def _beaten(self) -> None:
        self._base.parts.health.touch()
        self._journal.mark()

    async def _hand(self, message: Mapping[str, Any], _address: Address) -> asyncio.Event:
        taken = asyncio.Event()
        parcel = wrapped(self._base.parts.wrap, message, by_role=False, late=True)
        if parcel is None:
            taken.set()
        else:
            await self._outbox.put(parcel, taken.set)
        return taken


def _standing(kept: Kept) -> Standing:
    return Standing(
        session_id=kept.session_id,
        resume_url=kept.resume_url,
        bot_user_id=kept.bot_user_id,
        lookback_from=kept.lookback_from,
        progress=Progress(kept.acked_seq, kept.heard_at),
    )
