"""One connection from its opening to its end: moves bytes between the socket and the state machine."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from guildhall.checkpoints import checkpoint
from guildhall.clock import monotonic_s
from guildhall.discord.gateway import frames
from guildhall.discord.gateway.frames import FrameUnreadable
from guildhall.discord.gateway.inflate import Inflater, MessageTooLarge, StreamBroken
from guildhall.discord.gateway.journal import Journal
from guildhall.discord.gateway.outbox import Outbox, wrapped
from guildhall.discord.gateway.ports import Wrap
from guildhall.discord.gateway.protocol import KEEPING
from guildhall.discord.gateway.session import Action, Beaten, Deliver, Established, Leave, Send, Session
from guildhall.discord.gateway.socket import Closed, Socket, Unreachable
from guildhall.discord.gateway.worker import until

BREATHE_AFTER = 64
"""A socket that always has something to read never yields, so after so many frames the others get their turn."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Crew:
    """What a connection works with.

    Attributes:
        established: Called when the session is heard, with the guilds of READY or None.
        beaten: Called when a heartbeat was acknowledged.
    """

    outbox: Outbox
    journal: Journal
    wrap: Wrap
    established: Callable[[Established], None]
    beaten: Callable[[], None]


class Link:
    """One connection."""

    def __init__(self, session: Session, crew: Crew) -> None:
        self._session = session
        self._crew = crew
        self._inflater = Inflater()
        self._socket: Socket | None = None
        self._due = asyncio.Event()

    async def run(self, url: str) -> Leave:
        """Talk until the connection is over; return what follows. When cancelled, the connection is left open."""
        try:
            self._socket = await Socket.open(url)
        except Unreachable as problem:
            return self._session.lost(None, str(problem))
        self._session.connected(monotonic_s())
        sides = [asyncio.create_task(self._listen(self._socket)), asyncio.create_task(self._keep_time(self._socket))]
        try:
            done, _ = await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
            leave = next(side for side in sides if side in done).result()
        finally:
            for side in sides:
                side.cancel()
            await asyncio.wait(sides)
        await self._end(leave)
        return leave

    async def close(self) -> None:
        """Close a connection that was left open, in a way that keeps its session."""
        if self._socket is not None:
            await self._socket.close(KEEPING)

    async def _end(self, leave: Leave) -> None:
        if self._socket is None or leave.code is not None:
            return
        if leave.closing is None:
            self._socket.abort()
        else:
            await self._socket.close(leave.closing)

    async def _listen(self, socket: Socket) -> Leave:
        for heard in count(1):
            try:
                actions = await self._next(socket)
            except Closed as closed:
                return self._session.lost(closed.code)
            except (StreamBroken, FrameUnreadable) as problem:
                return self._broken(problem)
            for action in actions:
                if isinstance(action, Leave):
                    return action
                await self._do(action, socket)
            if actions:
                self._due.set()
            elif heard % BREATHE_AFTER == 0:
                self._crew.journal.glance()
                await asyncio.sleep(0)
        raise AssertionError("count has no end")

    async def _next(self, socket: Socket) -> list[Action]:
        try:
            message = self._inflater.feed(await socket.receive())
        except MessageTooLarge as problem:
            _log.error("a message of the gateway was too large to be kept", extra={"size_bytes": problem.size})
            return []
        return [] if message is None else self._session.receive(frames.read(message), monotonic_s())

    def _broken(self, problem: Exception) -> Leave:
        left = self._session.lost(None, f"what came could not be read ({type(problem).__name__})")
        return Leave(left.next, left.why, closing=KEEPING, established=left.established)

    async def _keep_time(self, socket: Socket) -> Leave:
        while True:
            due_s = self._session.due_s
            wait_s = 1.0 if due_s is None else max(due_s - monotonic_s(), 0.0)
            self._due.clear()
            await until(self._due, wait_s)
            for action in self._session.tick(monotonic_s()):
                if isinstance(action, Leave):
                    return action
                await self._do(action, socket)

    async def _do(self, action: Action, socket: Socket) -> None:
        match action:
            case Send(text):
                await socket.send(text)
            case Deliver():
                await self._deliver(action)
            case Established(guild_ids):
                known = "resumed" if guild_ids is None else "ready"
                _log.info("the gateway session is heard", extra={"how": known})
                self._crew.established(action)
            case Beaten():
                self._crew.beaten()
            case Leave():
                raise AssertionError("an end is no action to be done")

    async def _deliver(self, deliver: Deliver) -> None:
        checkpoint("gateway.received")
        crew, hold = self._crew, deliver.hold

        def taken() -> None:
            crew.journal.standing.progress.release(hold)
            crew.journal.mark()

        parcel = wrapped(crew.wrap, deliver.message, by_role=deliver.by_role, late=False)
        if parcel is None:
            taken()
            return
        self._session.stalled = crew.outbox.is_full
        try:
            await crew.outbox.put(parcel, taken)
        finally:
            self._session.stalled = False
