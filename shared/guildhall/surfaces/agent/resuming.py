"""ResumeQueue's worker: what is due goes back to its turn's queue, what is not goes round once more."""

from collections.abc import Callable
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from guildhall.clock import Clock
from guildhall.surfaces.agent.job import JobUnreadable
from guildhall.surfaces.agent.later import Later, decode_later
from guildhall.surfaces.agent.queue import QueueRefused, Turning


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeWorker:
    """Handles one message at a time.

    Attributes:
        turns: TurnsQueue.
        put: Holds something back on ResumeQueue for as long as that can; raises QueueRefused.
    """

    turns: Turning
    put: Callable[[Later], None]
    clock: Clock
    log: Logger

    def handle(self, body: str) -> bool:
        """Send a resume on, or back; return whether the message is done with."""
        try:
            later = decode_later(body)
        except JobUnreadable as unreadable:
            self.log.error("a message is nothing to be done later", extra={"cause": str(unreadable)})  # noqa: TRY400 - no content in logs
            return False
        due = later.delay_s(self.clock()) == 0
        try:
            if due:
                self.turns.send(later.job)
            else:
                self.put(later)
        except QueueRefused as refused:
            told = {"turn_id": later.job.turn_id, "code": str(refused), "surely": refused.surely}
            self.log.warning("not sent on", extra=told)
            return False
        self.log.info("sent on", extra={"turn_id": later.job.turn_id, "cause": later.job.cause, "due": due})
        return True
