"""Questions to humans whose end is told without anybody looking: ResumeQueue brings each when its time is over.

A message that is lost costs the notice alone. That a question is over is seen by its deadline, whoever looks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aws_lambda_powertools import Logger

from guildhall.surfaces.agent.later import Expiry, Later
from guildhall.surfaces.queueing import QueueRefused


@dataclass(frozen=True, slots=True)
class LaterExpiries:
    """`Expiries` over ResumeQueue.

    Attributes:
        put: Holds something back on ResumeQueue; raises QueueRefused.
    """

    put: Callable[[Later], None]
    log: Logger

    def later(self, confirmation_id: str, due_at: datetime) -> None:
        """Have the question looked at then; a queue that refuses is logged."""
        try:
            self.put(Later(Expiry(confirmation_id), due_at))
        except QueueRefused as refused:
            told = {"confirmation_id": confirmation_id, "code": str(refused), "surely": refused.surely}
            self.log.warning("an expiry was not put on its queue", extra=told)


class NoExpiries:
    """For a process without queues, such as the command line: nobody is told, and whoever looks sees it."""

    def later(self, confirmation_id: str, due_at: datetime) -> None:
        """Do nothing."""
