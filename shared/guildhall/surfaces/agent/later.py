"""What travels on ResumeQueue: something to be put on another queue when its time has come; standard library only.

A turn that may go on goes to TurnsQueue; a question to a human whose time may be over goes to OperationsQueue.

A queue's message can be held back for 15 minutes at most, so what is due later goes round as often as it takes.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from guildhall.surfaces.agent.job import JobUnreadable, Resume, decode, encode

MOST = timedelta(minutes=15)
"""Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html"""


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of a question to a human: it is over then if nobody has answered it."""

    confirmation_id: str


@dataclass(frozen=True, slots=True)
class Later:
    """A resume or an expiry that is due at a moment."""

    job: Resume | Expiry
    due_at: datetime

    def delay_s(self, now: datetime) -> int:
        """Return for how long the queue holds it back this time; 0 when it is due."""
        left = min(self.due_at - now, MOST)
        return max(0, -int(-left.total_seconds() // 1))


def encode_later(later: Later) -> str:
    """Return it as text."""
    job = later.job
    what = {"expires": job.confirmation_id} if isinstance(job, Expiry) else {"job": encode(job)}
    return json.dumps({"due_at": later.due_at.isoformat(), **what})


def decode_later(text: str) -> Later:
    """Return what `encode_later` wrote.

    Raises:
        JobUnreadable: It is something else.
    """
    try:
        document = json.loads(text)
        due_at = datetime.fromisoformat(document["due_at"])
        if "expires" in document:
            return Later(Expiry(str(document["expires"])), due_at)
        job = decode(document["job"])
    except (ValueError, KeyError, TypeError) as error:
        raise JobUnreadable(f"The message is nothing to be done later: {type(error).__name__}.") from None
    if not isinstance(job, Resume):
        raise JobUnreadable("Only a resume can be due later.")
    return Later(job, due_at)
