"""What the interactions door is made of: a public key, the command table and two queues; no token and no pydantic."""

from aws_lambda_powertools import Logger

from guildhall.clock import Clock, utc_now
from guildhall.config import InteractionsSettings
from guildhall.discord.signature import verify
from guildhall.errors import ConfigurationError
from guildhall.observability import logger
from guildhall.surfaces.agent.queue import TurnsQueue
from guildhall.surfaces.interactions import table
from guildhall.surfaces.interactions.endpoint import Endpoint
from guildhall.surfaces.interactions.queue import Queues, SqsQueue
from guildhall.surfaces.queueing import AT_A_DOOR


def endpoint(queues: Queues | None = None, clock: Clock = utc_now) -> Endpoint:
    """Return the door; without its settings it stays shut, which is to say that it answers 401 to everybody.

    Args:
        queues: Where jobs go instead of the queues of the settings, for tests.
        clock: The clock.
    """
    log = logger("interactions_endpoint")
    settings = _settings(log)
    # The first verification loads the library: now, while nobody waits.
    verify(settings.public_key or "0" * 64, "0" * 128, "0", b"")
    return Endpoint(settings.public_key, table.load(), queues or _queues(settings, log), clock, log)


def _settings(log: Logger) -> InteractionsSettings:
    try:
        return InteractionsSettings.load()
    except ConfigurationError as missing:
        log.warning("the interactions door stays shut", extra={"cause": missing.message, "hint": missing.hint})
        return InteractionsSettings(public_key="", queue_url="", turns_queue_url="")


def _queues(settings: InteractionsSettings, log: Logger) -> Queues:
    if not settings.turns_queue_url:
        log.warning("/ask and the menus of messages stay shut", extra={"cause": "TURNS_QUEUE_URL is not set"})
        return Queues(SqsQueue(settings.queue_url), None)
    return Queues(SqsQueue(settings.queue_url), TurnsQueue(settings.turns_queue_url, AT_A_DOOR))
