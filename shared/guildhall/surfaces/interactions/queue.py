"""Where the interactions door's jobs go, within what is left of Discord's three seconds."""

from dataclasses import dataclass
from typing import Protocol

from guildhall.surfaces.agent.queue import Turning
from guildhall.surfaces.queueing import AT_A_DOOR, Courier, QueueRefused

__all__ = ["Queue", "QueueRefused", "Queues", "SqsQueue"]


class Queue(Protocol):
    """Where jobs go."""

    def send(self, body: str) -> None:
        """Hand a job over.

        Raises:
            QueueRefused: It was not, or perhaps not, taken.
        """
        ...


@dataclass(frozen=True, slots=True)
class Queues:
    """Where what people ask goes: operations, presses and cancellations never wait behind a running turn.

    Attributes:
        operations: OperationsQueue.
        turns: TurnsQueue; None where no agent is set up.
    """

    operations: Queue
    turns: Turning | None


class SqsQueue:
    """OperationsQueue, with one retry where the time allows it; a job that arrives twice is executed once."""

    def __init__(self, url: str) -> None:
        self._courier = Courier(url, AT_A_DOOR)

    def send(self, body: str) -> None:
        """Hand a job over.

        Raises:
            QueueRefused: It was not, or perhaps not, taken.
        """
        self._courier.send(body)
