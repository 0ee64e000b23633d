"""One shard's protocol as a state machine without a socket: messages and time go in, actions come out.

    connected ─► HELLO ─┬─ session known ──► RESUME ──► (what was missed) ──► RESUMED ─┐
                        └─ none ───────────► IDENTIFY ──────────────────────► READY ───┴─► established

What Discord's documentation leaves between the lines, and what is done about it here:

- **The number in heartbeats and RESUME** is that of what was *handed over* (`progress`), not received: Discord may
  forget what was acknowledged, and a crash between socket and queue must not lose it.
- **The first heartbeat** comes after a random part of the interval, so that a thousand clients that lost one gateway do
  not beat as one. A beat that is due while the one before was not acknowledged ends the connection: TCP can be dead for
  minutes without a word. Not so while we ourselves stopped reading (`stalled`): then the answer may lie unread.
- **Codes.** We never close with 1000 or 1001, which end the session. 4004 and 4010 to 4014 cannot be cured by trying;
  4007 and 4009 lose the session; everything else, and no code at all, is worth a RESUME. One that is refused again and
  again without a word (five in a row) is given up.
- **A new session has a gap before it.** From its READY on everything is heard; what was said since `heard_at` must be
  looked up (`lookback_from`).

Example: interval 41.25 s, drawn 0.5: beats at 20.6 s, 61.9 s …; an unacknowledged beat of 20.6 s is a zombie at 61.9 s.

Source: https://docs.discord.com/developers/events/gateway
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guildhall.clock import Clock, utc_now
from guildhall.discord.gateway import protocol
from guildhall.discord.gateway.addressed import Address, addressed
from guildhall.discord.gateway.backoff import Chance, chance
from guildhall.discord.gateway.frames import Frame
from guildhall.discord.gateway.progress import Hold, Progress
from guildhall.discord.gateway.protocol import KEEPING, Credentials, Next, Op

HELLO_WITHIN_S = 20.0
ESTABLISHED_WITHIN_S = 120.0
"""READY may be slow: Discord gathers it from every guild."""
MOST_RESUMES = 5
"""So many resumes in a row may come to nothing before the session is given up."""
_SHORTEST_INTERVAL_S = 0.05


@dataclass(frozen=True, slots=True)
class Send:
    """Send this text."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Deliver:
    """Hand a message over; release the hold when it is."""

    message: dict[str, Any] = field(repr=False)
    by_role: bool
    hold: Hold


@dataclass(frozen=True, slots=True)
class Established:
    """The session is heard from here on.

    Attributes:
        guild_ids: The guilds of READY; None after a RESUME.
    """

    guild_ids: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Beaten:
    """A heartbeat was acknowledged."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The connection is over, or must be ended.

    Attributes:
        code: What Discord closed with, None without a code.
        closing: What to close with; None = cut the line, there is nobody at its other end.
        established: Whether the session was heard on this connection.
    """

    next: Next
    why: str
    code: int | None = None
    closing: int | None = None
    established: bool = False


type Action = Send | Deliver | Established | Beaten | Leave


@dataclass(slots=True)
class Standing:
    """What outlives a connection.

    Attributes:
        lookback_from: Since when mentions may have been missed; None when none were.
        gaps: How many gaps there were, to notice one that opens while an earlier one is looked up.
        first: The next session is the first of all: nothing was heard before it that could be missed.
    """

    session_id: str = ""
    resume_url: str = ""
    bot_user_id: str = ""
    lookback_from: datetime | None = None
    gaps: int = 0
    first: bool = False
    progress: Progress = field(default_factory=Progress)

    @property
    def resumable(self) -> bool:
        """Whether there is a session to go on with."""
        return bool(self.session_id and self.bot_user_id) and self.progress.acked_seq is not None

    def forget(self) -> None:
        """The session is lost; what was heard of it is still to be handed over."""
        self.session_id = self.resume_url = ""


class Session:
    """The state machine. `now_s` is a monotonic clock's; nothing here waits.

    Attributes:
        due_s: When `tick` has something to do; None before a connection.
        stalled: Set while nobody reads the socket, because what was read cannot be handed over.
    """

    def __init__(
        self, credentials: Credentials, standing: Standing, clock: Clock = utc_now, draw: Chance = chance
    ) -> None:
        self._credentials = credentials
        self._standing = standing
        self._clock = clock
        self._draw = draw
        self._failed_resumes = 0
        self._handlers: dict[int, Callable[[Frame, float], list[Action]]] = {
            Op.DISPATCH: self._dispatched,
            Op.HEARTBEAT: lambda _frame, _now_s: [self._heartbeat()],
            Op.RECONNECT: lambda _frame, _now_s: [self._leave(Next.AT_ONCE, "Discord asked to reconnect", KEEPING)],
            Op.INVALID_SESSION: self._invalidated,
            Op.HELLO: self._greeted,
            Op.HEARTBEAT_ACK: self._acknowledged,
        }
        self._reset(None)

    def _reset(self, due_s: float | None) -> None:
        self.due_s = due_s
        self.stalled = False
        self._interval_s = 0.0
        self._deadline_s = float("inf")
        self._asked_at: datetime | None = None
        self._beat_at: datetime | None = None
        self._resuming = self._established = False

    def connected(self, now_s: float) -> None:
        """A connection stands; HELLO must follow."""
        self._reset(now_s + HELLO_WITHIN_S)

    def receive(self, frame: Frame, now_s: float) -> list[Action]:
        """Take a message; opcodes that nobody knows are passed over."""
        handler = self._handlers.get(frame.op)
        return handler(frame, now_s) if handler else []

    def tick(self, now_s: float) -> list[Action]:
        """Do what is due: send a heartbeat, or give a connection up that does not answer."""
        if self.due_s is None or now_s < self.due_s:
            return []
        if not self._interval_s:
            return [self._leave(Next.RETRY, f"no HELLO within {HELLO_WITHIN_S:.0f} s")]
        if now_s >= self._deadline_s and not self.stalled:
            return [self._leave(Next.RETRY, f"neither READY nor RESUMED within {ESTABLISHED_WITHIN_S:.0f} s", KEEPING)]
        if self._beat_at is not None and not self.stalled:
            return [self._leave(Next.RETRY, "a heartbeat was not acknowledged")]
        self._beat_at = self._beat_at or self._clock()
        self.due_s = now_s + self._interval_s
        return [self._heartbeat()]

    def lost(self, code: int | None, why: str = "the connection was closed") -> Leave:
        """The connection ended, or none came about; return what follows."""
        following = protocol.following(code)
        if following is Next.REFUSED:
            why = protocol.REFUSALS[code or 0]
        if following is not Next.RETRY:
            self._standing.forget()
        return self._leave(following, why, code=code)

    # ------------------------------------------------------------------------------------------------------- what comes
    def _greeted(self, frame: Frame, now_s: float) -> list[Action]:
        milliseconds = frame.fields.get("heartbeat_interval")
        if not isinstance(milliseconds, int) or milliseconds <= 0:
            return [self._leave(Next.RETRY, "HELLO without an interval", KEEPING)]
        self._interval_s = max(milliseconds / 1000, _SHORTEST_INTERVAL_S)
        self.due_s = now_s + self._interval_s * self._draw()
        self._deadline_s = now_s + ESTABLISHED_WITHIN_S
        self._asked_at = self._clock()
        if not self._standing.resumable:
            self._standing.forget()
            return [Send(protocol.identify(self._credentials))]
        self._resuming = True
        self._standing.progress.rewind()
        seq = self._standing.progress.acked_seq or 0
        return [Send(protocol.resume(self._credentials, self._standing.session_id, seq))]

    def _invalidated(self, frame: Frame, _now_s: float) -> list[Action]:
        if frame.data is True and self._standing.session_id:
            return [self._leave(Next.RETRY, "Discord invalidated the connection, the session can be resumed", KEEPING)]
        self._standing.forget()
        return [self._leave(Next.RENEW, "Discord invalidated the session", KEEPING)]

    def _acknowledged(self, _frame: Frame, _now_s: float) -> list[Action]:
        if self._established and self._beat_at is not None:
            self._standing.progress.heard(self._beat_at)
        self._beat_at = None
        return [Beaten()]

    def _dispatched(self, frame: Frame, _now_s: float) -> list[Action]:
        if frame.seq is None:
            return []
        if frame.name == "READY":
            return self._began(frame)
        self._standing.progress.receive(frame.seq)
        if frame.name == "MESSAGE_CREATE":
            return self._said(frame.fields)
        return self._resumed() if frame.name == "RESUMED" else []

    def _said(self, message: Any) -> list[Action]:
        address = addressed(message, self._standing.bot_user_id)
        if address is None:
            return []
        return [Deliver(message, address is Address.BY_ROLE, self._standing.progress.hold())]

    def _began(self, frame: Frame) -> list[Action]:
        standing, ready = self._standing, frame.fields
        user, before = ready.get("user") or {}, standing.progress.heard_at
        standing.session_id, standing.bot_user_id = str(ready.get("session_id") or ""), str(user.get("id") or "")
        standing.resume_url = str(ready.get("resume_gateway_url") or "")
        if not standing.session_id or not standing.bot_user_id:
            return [self._leave(Next.RETRY, "READY without a session or a user", KEEPING)]
        if before is not None and not standing.first:
            standing.lookback_from = min(before, standing.lookback_from or before)
            standing.gaps += 1
        standing.first = False
        standing.progress.begin(frame.seq)
        return self._settled(tuple(str(guild["id"]) for guild in ready.get("guilds") or () if "id" in guild))

    def _resumed(self) -> list[Action]:
        return self._settled(None)

    def _settled(self, guild_ids: tuple[str, ...] | None) -> list[Action]:
        self._established, self._resuming, self._failed_resumes = True, False, 0
        self._deadline_s = float("inf")
        # READY: heard from now on. RESUMED: everything until Discord saw our RESUME has been told.
        self._standing.progress.heard(self._clock() if guild_ids is not None else self._asked_at or self._clock())
        return [Established(guild_ids)]

    # -------------------------------------------------------------------------------------------------------- what goes
    def _heartbeat(self) -> Send:
        return Send(protocol.heartbeat(self._standing.progress.acked_seq))

    def _leave(self, following: Next, why: str, closing: int | None = None, code: int | None = None) -> Leave:
        established = self._established
        if self._resuming and following is Next.RETRY:
            self._failed_resumes += 1
            if self._failed_resumes >= MOST_RESUMES:
                self._failed_resumes = 0
                self._standing.forget()
                following, why = Next.RENEW, f"{why}; {MOST_RESUMES} resumes in a row came to nothing"
        self._reset(None)
        return Leave(following, why, code, closing, established)
