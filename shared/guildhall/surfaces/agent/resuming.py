"""ResumeQueue's worker: what is due goes to the queue where it is worked on, what is not goes round once more."""

from collections.abc import Callable
from dataclasses import dataclass

from aws_lambda_powertools import Logger

from guildhall.clock import Clock
from guildhall.surfaces.agent.job import JobUnreadable
from guildhall.surfaces.agent.later import Expiry, Later, decode_later
from guildhall.surfaces.agent.queue import QueueRefused, Turning


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeWorker:
    """Handles one message at a time.

    Attributes:
        turns: TurnsQueue.
        expire: Puts the end of a question on OperationsQueue; raises QueueRefused.
        put: Holds something back on ResumeQueue for as long as that can; raises QueueRefused.
    """

    turns: Turning
    expire: Callable[[str], None]
    put: Callable[[Later], None]
    clock: Clock
    log: Logger

    def handle(self, body: str) -> bool:
        """Send it on, or back; return whether the message is done with."""
        try:
            later = decode_later(body)
        except JobUnreadable as unreadable:
            self.log.error("a message is nothing to be done later", extra={"cause": str(unreadable)})  # noqa: TRY400 - no content in logs
            return False
        due, told = later.delay_s(self.clock()) == 0, _told(later)
        try:
            if due:
                self._send(later)
            else:
                self.put(later)
        except QueueRefused as refused:
            self.log.warning("not sent on", extra={**told, "code": str(refused), "surely": refused.surely})
            return False
        self.log.info("sent on", extra={**told, "due": due})
        return True

    def _send(self, later: Later) -> None:
        if isinstance(later.job, Expiry):
            self.expire(later.job.confirmation_id)
        else:
            self.turns.send(later.job)


def _told(later: Later) -> dict[str, str]:
    if isinstance(later.job, Expiry):
        return {"confirmation_id": later.job.confirmation_id, "cause": "expiry"}
    return {"turn_id": later.job.turn_id, "cause": later.job.cause}
