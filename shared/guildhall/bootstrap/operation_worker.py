"""What the worker is made of: the platform, a way to answer interactions by their tokens, and one to wake turns."""

from collections.abc import Callable
from functools import cache, partial

from guildhall.bootstrap.platform import Platform, platform, sender
from guildhall.clock import Clock, new_id, utc_now
from guildhall.config import TurnsSettings
from guildhall.discord.ids import ApplicationId, ChannelId, GuildId
from guildhall.discord.interaction import InteractionResponder
from guildhall.observability import logger
from guildhall.policy.ports import Policies
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.agent.queue import Turning, TurnsQueue
from guildhall.surfaces.interactions import table
from guildhall.surfaces.interactions.answering import Answers, Responder
from guildhall.surfaces.interactions.cancelling import Cancelling
from guildhall.surfaces.interactions.fulfilment import Fulfilment
from guildhall.surfaces.interactions.installations import Installations
from guildhall.surfaces.interactions.recalling import known, settled
from guildhall.surfaces.interactions.setting_up import SettingUp
from guildhall.surfaces.interactions.waking import Waking
from guildhall.surfaces.interactions.welcoming import Welcoming
from guildhall.surfaces.interactions.worker import Worker
from guildhall.surfaces.queueing import IN_A_WORKER


@cache
def worker() -> Worker:
    """Return this process's worker, from its environment.

    Raises:
        ConfigurationError: A setting is missing.
    """

    @cache
    def responder(application_id: str) -> Responder:
        return InteractionResponder(sender(), ApplicationId.parse(application_id))

    url = TurnsSettings.load().queue_url
    return assemble(platform(), responder, TurnsQueue(url, IN_A_WORKER) if url else None)


def assemble(
    parts: Platform, responder: Callable[[str], Responder], turning: Turning | None, clock: Clock = utc_now
) -> Worker:
    """Put a worker together over a given platform; tests pass their own.

    Args:
        parts: The platform.
        responder: Gives the responder of an application.
        turning: TurnsQueue; None where no agent is set up.
        clock: The clock.
    """
    log = logger("operation_worker")
    machinery, turns = parts.machinery, TurnRepository(parts.tables.state)
    discord = machinery.discord
    waking = Waking(confirmations=machinery.confirmations, turns=turns, queue=turning, log=log)
    cancelling = Cancelling(turns=turns, discord=discord, counters=machinery.counters, clock=clock)
    fulfilment = Fulfilment(
        build=parts.build,
        run=parts.executor.run,
        known=partial(known, machinery),
        press=parts.approvals.press,
        cancel=cancelling.cancel,
        setup=SettingUp(build=parts.build, run=parts.executor.run, chats=partial(_chats, parts.policies)),
        settled=partial(settled, machinery),
        cancelled=cancelling.known,
        document=table.document(),
        table=table.load(),
    )
    return Worker(
        fulfilment=fulfilment,
        answers=Answers(responder, discord, clock, log),
        installations=Installations(parts.policies, discord, Welcoming(discord, log).tell),
        expire=parts.approvals.expire,
        wake=waking.after,
        clock=clock,
        log=log,
        new_id=new_id,
    )


def _chats(policies: Policies, guild_id: GuildId) -> list[ChannelId]:
    return [each.channel_id for each in policies.chat_channels(guild_id)]
