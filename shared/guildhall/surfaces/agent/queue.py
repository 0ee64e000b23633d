"""Putting turns on their queues; standard library until the first one is sent.

TurnsQueue is first in, first out within a group, and a group is a channel: its turns run one after another. A job that
is sent twice within five minutes arrives once, because both carry the same deduplication id.
"""

from datetime import datetime
from typing import Protocol

from guildhall.clock import Clock, utc_now
from guildhall.discord.ids import ChannelId
from guildhall.surfaces.agent.job import Job, Resume, encode
from guildhall.surfaces.agent.later import Later, encode_later
from guildhall.surfaces.queueing import IN_A_WORKER, Courier, Patience, QueueRefused

__all__ = ["Hiding", "QueueRefused", "ResumeQueue", "Turning", "TurnsQueue", "Visibility"]

AT_ONCE_S, AT_MOST_S = 0, 43_200
"""Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html"""


class Turning(Protocol):
    """Where turns go."""

    def send(self, job: Job) -> None:
        """Hand a job over.

        Raises:
            QueueRefused: It was not, or perhaps not, taken; the same job may be sent again.
        """
        ...


class Hiding(Protocol):
    """When a received message comes back."""

    def change(self, receipt: str, seconds: float) -> None:
        """Let the message come back after so many seconds from now, unless it is deleted before.

        Raises:
            QueueRefused: It was not, or perhaps not, done; it comes back when it would have.
        """
        ...


class TurnsQueue:
    """TurnsQueue, as a door or a worker fills it: `TurnsQueue(url, AT_A_DOOR).send(job)`."""

    def __init__(self, url: str, patience: Patience) -> None:
        self._courier = Courier(url, patience)

    def send(self, job: Job) -> None:
        """Hand a job over.

        Raises:
            QueueRefused: It was not, or perhaps not, taken; the same job may be sent again.
        """
        self._courier.send(encode(job), MessageGroupId=str(job.channel_id), MessageDeduplicationId=job.deduplication_id)


class ResumeQueue:
    """ResumeQueue: what is due later. A message that arrives twice resumes twice, and the second one finds nothing."""

    def __init__(self, url: str, clock: Clock = utc_now, patience: Patience = IN_A_WORKER) -> None:
        self._courier = Courier(url, patience)
        self._clock = clock

    def later(self, turn_id: str, channel_id: ChannelId, cause: str, due_at: datetime) -> None:
        """Let the turn go on at a moment.

        Raises:
            QueueRefused: It was not, or perhaps not, taken.
        """
        self.put(Later(Resume(turn_id=turn_id, channel_id=str(channel_id), cause=cause), due_at))

    def put(self, later: Later) -> None:
        """Hold something back for as long as the queue can, or until it is due.

        Raises:
            QueueRefused: It was not, or perhaps not, taken.
        """
        self._courier.send(encode_later(later), DelaySeconds=later.delay_s(self._clock()))


class Visibility:
    """The messages that a worker has received from TurnsQueue."""

    def __init__(self, url: str) -> None:
        self._courier = Courier(url, IN_A_WORKER)

    def change(self, receipt: str, seconds: float) -> None:
        """Let the message come back after so many seconds from now, unless it is deleted before.

        Raises:
            QueueRefused: It was not, or perhaps not, done; it comes back when it would have.
        """
        self._courier.hide(receipt, min(max(AT_ONCE_S, round(seconds)), AT_MOST_S))
