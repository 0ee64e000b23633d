"""The queues of turns as SQS keeps them, over a clock that a test moves: deliveries, repeats, the dead-letter queue."""

from dataclasses import dataclass
from datetime import datetime

from guildhall.surfaces.agent.job import Job, Resume, encode
from guildhall.surfaces.agent.worker import LAST_RECEIVE, Worker
from tests.fakes.clock import FakeClock
from tests.fakes.platform import Crash

DIED_S = 31
"""Longer than a lease, and than a message of a dead worker stays hidden."""


@dataclass
class Delivery:
    """A message of TurnsQueue."""

    body: str
    receives: int = 0


class DeliveredTurns:
    """One channel's messages, delivered one after another.

    Attributes:
        dead: Bodies in the dead-letter queue.
        laters: ResumeQueue.
        hidden: For how long messages were hidden, one after another.
    """

    clock: FakeClock
    worker: Worker
    queue: list[Delivery]
    dead: list[str]
    laters: list[tuple[datetime, Resume]]
    hidden: list[float]

    def restart(self) -> None:
        """Begin anew, as a new process does."""
        raise NotImplementedError

    def send(self, job: Job) -> None:
        """Put a job on TurnsQueue."""
        self.queue.append(Delivery(encode(job)))

    def deliver(self) -> bool | BaseException:
        """Deliver the oldest message once, and let as much time pass as the queue would."""
        delivery = self.queue[0]
        delivery.receives += 1
        try:
            done = self.worker.handle(delivery.body, receipt="receipt", receives=delivery.receives, group="a-channel")
        except Crash as crash:
            self.clock.advance(DIED_S)
            self.restart()
            self._put_aside(delivery)
            return crash
        if done:
            self.queue.remove(delivery)
        else:
            self.clock.advance(self.hidden[-1] + 0.01)
            self._put_aside(delivery)
        return done

    def _put_aside(self, delivery: Delivery) -> None:
        if delivery.receives >= LAST_RECEIVE:
            self.queue.remove(delivery)
            self.dead.append(delivery.body)

    def drain(self) -> None:
        """Deliver until TurnsQueue is empty."""
        while self.queue:
            self.deliver()

    def settle(self) -> None:
        """Deliver until nothing is left on any queue; time passes where it has to."""
        self.drain()
        while self.laters:
            due_at, resume = self.laters.pop(0)
            self.clock.moment = max(self.clock(), due_at)
            self.send(resume)
            self.drain()
