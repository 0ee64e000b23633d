"""The end of a question, put on its queue: a queue that refuses costs the notice and nothing else."""

from datetime import timedelta

from guildhall.observability import logger
from guildhall.surfaces.agent.later import Expiry, Later
from guildhall.surfaces.expiring import LaterExpiries, NoExpiries
from guildhall.surfaces.queueing import QueueRefused
from tests.fakes.clock import NOON

OVER = NOON + timedelta(minutes=30)


def test_it_is_held_back_until_its_time() -> None:
    held: list[Later] = []
    LaterExpiries(held.append, logger("test")).later("c1", OVER)
    assert held == [Later(Expiry("c1"), OVER)]


def test_a_queue_that_refuses_stops_nobody() -> None:
    def refuse(later: Later) -> None:
        raise QueueRefused("ReadTimeoutError", surely=False)

    LaterExpiries(refuse, logger("test")).later("c1", OVER)


def test_a_process_without_queues_tells_nobody() -> None:
    NoExpiries().later("c1", OVER)
