"""What ResumeQueue's worker is made of: two queues and a clock."""

from functools import cache

from guildhall.clock import utc_now
from guildhall.config import AgentSettings
from guildhall.observability import logger
from guildhall.surfaces.agent.queue import ResumeQueue, TurnsQueue
from guildhall.surfaces.agent.resuming import ResumeWorker
from guildhall.surfaces.queueing import IN_A_WORKER


@cache
def worker() -> ResumeWorker:
    """Return this process's worker, from its environment.

    Raises:
        ConfigurationError: A setting is missing.
    """
    settings = AgentSettings.load()
    return ResumeWorker(
        turns=TurnsQueue(settings.turns_queue_url, IN_A_WORKER),
        put=ResumeQueue(settings.resume_queue_url).put,
        clock=utc_now,
        log=logger("resume_worker"),
    )
