"""What the interactions door is made of: a public key, the command table and a queue; no token and no pydantic."""

from guildhall.clock import Clock, utc_now
from guildhall.config import InteractionsSettings
from guildhall.discord.signature import verify
from guildhall.errors import ConfigurationError
from guildhall.observability import logger
from guildhall.surfaces.interactions import table
from guildhall.surfaces.interactions.endpoint import Endpoint
from guildhall.surfaces.interactions.queue import Queue, SqsQueue


def endpoint(queue: Queue | None = None, clock: Clock = utc_now) -> Endpoint:
    """Return the door; without its settings it stays shut, which is to say that it answers 401 to everybody.

    Args:
        queue: Where jobs go instead of OperationsQueue, for tests.
        clock: The clock.
    """
    log = logger("interactions_endpoint")
    public_key, queue_url = "", ""
    try:
        settings = InteractionsSettings.load()
        public_key, queue_url = settings.public_key, settings.queue_url
    except ConfigurationError as missing:
        log.warning("the interactions door stays shut", extra={"cause": missing.message, "hint": missing.hint})
    # The first verification loads the library: now, while nobody waits.
    verify(public_key or "0" * 64, "0" * 128, "0", b"")
    return Endpoint(public_key, table.load(), queue or SqsQueue(queue_url), clock, log)
