"""What the worker is made of: the platform, and a way to answer interactions by their tokens."""

from collections.abc import Callable
from functools import cache, partial

from guildhall.bootstrap.platform import Platform, platform, sender
from guildhall.clock import Clock, new_id, utc_now
from guildhall.discord.ids import ApplicationId
from guildhall.discord.interaction import InteractionResponder
from guildhall.observability import logger
from guildhall.surfaces.interactions import table
from guildhall.surfaces.interactions.answering import Answers, Responder
from guildhall.surfaces.interactions.fulfilment import Fulfilment
from guildhall.surfaces.interactions.installations import Installations
from guildhall.surfaces.interactions.recalling import known
from guildhall.surfaces.interactions.worker import Worker


@cache
def worker() -> Worker:
    """Return this process's worker, from its environment.

    Raises:
        ConfigurationError: A setting is missing.
    """

    @cache
    def responder(application_id: str) -> Responder:
        return InteractionResponder(sender(), ApplicationId.parse(application_id))

    return assemble(platform(), responder)


def assemble(parts: Platform, responder: Callable[[str], Responder], clock: Clock = utc_now) -> Worker:
    """Put a worker together over a given platform; tests pass their own."""
    log = logger("operation_worker")
    discord = parts.machinery.discord
    fulfilment = Fulfilment(
        build=parts.build,
        run=parts.executor.run,
        known=partial(known, parts.machinery),
        press=parts.approvals.press,
        document=table.document(),
        table=table.load(),
    )
    return Worker(
        fulfilment=fulfilment,
        answers=Answers(responder, discord, clock, log),
        installations=Installations(parts.policies, discord),
        clock=clock,
        log=log,
        new_id=new_id,
    )
