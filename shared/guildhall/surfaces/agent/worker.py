"""TurnsQueue's worker: one mention, question or resumed turn at a time; each turn is answered once.

The queue delivers at least once, in order within a channel, and what fails comes back: after 30 s if the worker died,
after as long as the attempt says if it did not. Who works on a turn is decided by its head in StateTable:

    mine                       go on with it
    running, another's         this delivery is one too many, or early: come again
    waiting, delayed           the message that began the turn has been done with; a resume takes it up
    ended                      done with, except what failed by our fault: that is for the dead-letter queue
    unknown to a resume        forgotten, or not yet there: come again, a few times
"""

from dataclasses import dataclass
from datetime import timedelta

from guildhall.checkpoints import checkpoint
from guildhall.discord.ids import ChannelId, GuildId, MessageId, UserId
from guildhall.errors import GuildhallError
from guildhall.observability import fault
from guildhall.store.turn_records import TurnRecord, TurnStatus
from guildhall.surfaces.agent.job import Job, JobUnreadable, Resume, Start, decode
from guildhall.surfaces.agent.queue import Hiding, QueueRefused
from guildhall.surfaces.agent.turn import judging
from guildhall.surfaces.agent.turn.attempt import BUSY_S, DONE, LAST_RECEIVE, MOST_ATTEMPTS, Attempt, Verdict
from guildhall.surfaces.agent.turn.holding import HOLD, HOLD_S, Hold, Lost
from guildhall.surfaces.agent.turn.parts import Parts
from guildhall.surfaces.agent.turn.turn import Turn

__all__ = ["LAST_RECEIVE", "Worker"]

KEPT_FOR = timedelta(days=2)
UNKNOWN_RECEIVES, UNKNOWN_S = 3, 2.0
"""How often a resume looks for its turn, and how long it waits in between."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A turn that is ours; `start` is None where what was asked is not known any more."""

    head: TurnRecord
    start: Start | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Worker:
    """Handles one message at a time."""

    parts: Parts
    visibility: Hiding

    def handle(self, body: str, *, receipt: str, receives: int, group: str | None = None) -> bool:
        """Work on a message of the queue.

        Args:
            body: The job.
            receipt: The receipt handle, by which the message is hidden for longer or shorter.
            receives: How often it was received, this time included.
            group: Its message group, for the log: the channel.

        Returns:
            Whether it is done with; otherwise the queue brings it again, or puts it aside.
        """
        self._hide(receipt, HOLD_S)
        try:
            verdict = self._work(decode(body), receipt, receives)
        except JobUnreadable as unreadable:
            told = {"channel_id": group, "cause": str(unreadable)}
            self.parts.log.error("a message is no job", extra=told)  # noqa: TRY400 - no content in logs
            verdict = Verdict(done=False, again_s=0)
        if verdict.again_s is not None:
            self._hide(receipt, verdict.again_s)
        return verdict.done

    def _hide(self, receipt: str, seconds: float) -> None:
        try:
            self.visibility.change(receipt, seconds)
        except QueueRefused as refused:
            self.parts.log.info("visibility not changed", extra={"cause": str(refused)})

    def _work(self, job: Job, receipt: str, receives: int) -> Verdict:
        try:
            taken = self._take(job, receives)
        except JobUnreadable:
            raise
        except Exception as error:  # noqa: BLE001 - nothing was begun; it comes again
            self._log_failure(job, error)
            return Verdict(done=False, again_s=judging.backoff_s(receives, self.parts.share()))
        if isinstance(taken, Verdict):
            return taken
        checkpoint("turn.claimed")
        with Hold(self.parts.turns, taken.head, self.parts.clock, lambda seconds: self._hide(receipt, seconds)) as hold:
            if taken.start is None:
                return self._forgotten(hold)
            turn = Turn(self.parts, taken.start, hold, fresh=taken.fresh)
            return Attempt(self.parts, turn, hold, receives).run()

    # ---------------------------------------------------------------------------------------------------- whose is it?
    def _take(self, job: Job, receives: int) -> _Taken | Verdict:
        now, owner = self.parts.clock(), self.parts.new_id()
        if isinstance(job, Resume):
            stands = self.parts.turns.resume(job.turn_id, owner, now + HOLD, now)
            if stands is None:
                self.parts.log.info("an unknown turn", extra={"turn_id": job.turn_id, "cause": job.cause})
                return Verdict(done=receives >= UNKNOWN_RECEIVES, again_s=UNKNOWN_S)
            if stands.owner == owner:
                return _Taken(stands, self._start(job.turn_id), fresh=False)
            return _not_ours(stands, receives)
        head = self._head(job, owner)
        stands = self.parts.turns.begin(head, now)
        if stands.owner == owner:
            return _Taken(stands, job, fresh=stands.attempts == 1 and stands.started_at == now)
        return _not_ours(stands, receives)

    def _head(self, start: Start, owner: str) -> TurnRecord:
        """Return the head of a turn that begins now; raises JobUnreadable."""
        now = self.parts.clock()
        try:
            return TurnRecord(
                turn_id=MessageId.parse(start.turn_id),
                guild_id=GuildId.parse(start.guild_id) if start.guild_id else None,
                channel_id=ChannelId.parse(start.channel_id),
                asker_id=UserId.parse(start.author_id),
                owner=owner,
                lease_until=now + HOLD,
                started_at=now,
                expires_at=now + KEPT_FOR,
            )
        except ValueError:
            raise JobUnreadable("The job names nothing of Discord's.") from None

    def _start(self, turn_id: str) -> Start | None:
        text = self.parts.transcripts.job(turn_id)
        try:
            job = decode(text) if text is not None else None
        except JobUnreadable:
            return None
        return None if isinstance(job, Resume) else job

    def _forgotten(self, hold: Hold) -> Verdict:
        """End a turn that cannot go on nor be told of."""
        self.parts.log.error("nothing is known of what was asked", extra={"turn_id": hold.head.turn_id})
        try:
            hold.leave(TurnStatus.FAILED)
        except (Lost, GuildhallError):
            return Verdict(done=False, again_s=BUSY_S)
        return DONE

    def _log_failure(self, job: Job, error: Exception) -> None:
        self.parts.log.error("a turn could not be taken up", extra={"turn_id": job.turn_id, **fault(error)})


def _not_ours(stands: TurnRecord, receives: int) -> Verdict:
    if stands.status is TurnStatus.RUNNING:
        return Verdict(done=False, again_s=BUSY_S)
    by_our_fault = stands.status is TurnStatus.FAILED and stands.attempts >= MOST_ATTEMPTS
    if by_our_fault and receives > 1:
        return Verdict(done=False, again_s=0)
    return DONE
