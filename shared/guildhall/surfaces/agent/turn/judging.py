"""What a failure means to a turn: whether it may pass, and when to try again.

may pass     the model, a table, a queue or Discord did not answer, or asks to wait; an attempt still holds a call
the operator's   a setting is missing or refused
told         everything else that has words of ours: asking again changes nothing
a fault      everything that has none
"""

from dataclasses import dataclass
from typing import Final

from guildhall.errors import (
    DiscordRateLimited,
    DiscordUnavailable,
    GuildhallError,
    InProgress,
    ModelError,
    ModelUnavailable,
    OutcomeUnknown,
    StoreError,
    StoreThrottled,
    StoreUnavailable,
)
from guildhall.surfaces.queueing import QueueRefused

_PASSING: Final = (
    ModelUnavailable,
    DiscordUnavailable,
    DiscordRateLimited,
    OutcomeUnknown,
    StoreThrottled,
    StoreUnavailable,
    InProgress,
    QueueRefused,
)
SHORTEST_S, LONGEST_S, _STEPS = 1.0, 120.0, 7
IN_QUEUE_S = 300.0
"""A longer wait does not block the channel: the turn leaves the queue and comes back."""


@dataclass(frozen=True, slots=True)
class Later:
    """The turn is to go on after so many seconds.

    Attributes:
        told: Whether they were told by whoever keeps it waiting.
    """

    after_s: float
    told: bool = False

    @property
    def leaves_queue(self) -> bool:
        """Whether it waits outside its queue, so that the channel's other turns run meanwhile."""
        return self.after_s > IN_QUEUE_S


def later(error: Exception, receives: int, share: float) -> Later | None:
    """Return when to try again after a failure, None if that changes nothing.

    Args:
        error: What happened.
        receives: How often the message was received.
        share: A random number from 0 to 1, so that those who failed together do not come back together.
    """
    if not isinstance(error, _PASSING):
        return None
    told_s = _told_s(error)
    if told_s is not None:
        return Later(max(SHORTEST_S, told_s) * (1 + share / 10), told=True)
    return Later(backoff_s(receives, share))


def backoff_s(receives: int, share: float) -> float:
    """Return how long to wait after so many receives: 2, 4, 8 … up to 120 s, a quarter more or less."""
    return min(2.0 ** min(receives, _STEPS), LONGEST_S) * (0.75 + share / 2)


def is_fault(error: Exception) -> bool:
    """Return whether nothing in it is for the asker."""
    plain = type(error) in {GuildhallError, ModelError}
    return plain or isinstance(error, StoreError) or not isinstance(error, GuildhallError)


def _told_s(error: Exception) -> float | None:
    told = error.details.get("retry_after_s") if isinstance(error, GuildhallError) else None
    return float(told) if isinstance(told, int | float) and told > 0 else None
