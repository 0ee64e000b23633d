"""What ResumeQueue's worker is made of: three queues and a clock."""

from functools import cache

from guildhall.clock import utc_now
from guildhall.config import ResumeSettings
from guildhall.observability import logger
from guildhall.surfaces.agent.queue import ResumeQueue, TurnsQueue
from guildhall.surfaces.agent.resuming import ResumeWorker
from guildhall.surfaces.interactions.job import ExpiryJob, encode
from guildhall.surfaces.queueing import IN_A_WORKER, Courier


@cache
def worker() -> ResumeWorker:
    """Return this process's worker, from its environment.

    Raises:
        ConfigurationError: A setting is missing.
    """
    settings = ResumeSettings.load()
    operations = Courier(settings.operations_queue_url, IN_A_WORKER)
    return ResumeWorker(
        turns=TurnsQueue(settings.turns_queue_url, IN_A_WORKER),
        expire=lambda confirmation_id: operations.send(encode(ExpiryJob(confirmation_id))),
        put=ResumeQueue(settings.resume_queue_url).put,
        clock=utc_now,
        log=logger("resume_worker"),
    )
