"""What the gateway task is made of: settings → StateTable, TurnsQueue, the secret, Discord; and the process itself."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any

from guildhall.bootstrap import gateway_aws, gateway_log
from guildhall.clock import new_id
from guildhall.config import GatewaySettings
from guildhall.discord.gateway.archive import DiscordArchive
from guildhall.discord.gateway.health import Health
from guildhall.discord.gateway.lifecycle import GatewayTask
from guildhall.discord.gateway.parts import Parts, Rules
from guildhall.discord.gateway.ports import Parcel
from guildhall.errors import ConfigurationError
from guildhall.store.dynamodb import DynamoDB
from guildhall.store.shards import ShardRepository
from guildhall.surfaces.agent.job import Mention, encode, trimmed

REFUSED_RECHECKS = 5
"""How many times as long as without a token it waits before it looks for another one."""
ENDED, FAILED, NOT_SET_UP, TOLD_TWICE = 0, 1, 2, 3

_log = logging.getLogger(__name__)


def wrap(message: Mapping[str, Any], *, by_role: bool, late: bool) -> Parcel:
    """Return a message as a job on TurnsQueue, one group for each channel."""
    job = Mention(
        message=trimmed(message),
        guild_id=message.get("guild_id"),
        channel_id=str(message["channel_id"]),
        author_id=str(message["author"]["id"]),
        by_role=by_role,
        late=late,
    )
    return Parcel(job.deduplication_id, job.channel_id, encode(job))


def parts(settings: GatewaySettings) -> Parts:
    """Return what a task of these settings works with; nothing is asked of anybody yet."""
    table = DynamoDB(gateway_aws.dynamodb_client).table(settings.state_table)
    return Parts(
        shards=ShardRepository(table),
        turns=gateway_aws.SqsTurns(settings.turns_queue_url),
        secrets=gateway_aws.BotSecret(settings.discord_secret_arn),
        archive=DiscordArchive(settings.discord_api_base_url),
        wrap=wrap,
        health=Health(settings.health_file),
        owner=new_id(),
    )


def rules(settings: GatewaySettings) -> Rules:
    """Return how a task of these settings behaves."""
    return Rules(
        gateway_url=settings.discord_gateway_url,
        intents=settings.intents,
        lease_s=settings.lease_s,
        recheck_s=settings.recheck_s,
        refused_recheck_s=settings.recheck_s * REFUSED_RECHECKS,
        stop_s=settings.stop_s,
    )


def run() -> int:
    """Live until a signal comes; return the exit code."""
    try:
        settings = GatewaySettings.load()
    except ConfigurationError as problem:
        gateway_log.set_up("INFO").error(problem.message, extra={"hint": problem.hint})
        return NOT_SET_UP
    log = gateway_log.set_up(settings.log_level)
    log.info("the gateway task begins", extra={"gateway_url": settings.discord_gateway_url})
    try:
        asyncio.run(_live(settings))
    except Exception:
        log.exception("the gateway task failed")
        return FAILED
    log.info("the gateway task has ended")
    return ENDED


async def _live(settings: GatewaySettings) -> None:
    task = GatewayTask(parts(settings), rules(settings))
    loop = asyncio.get_running_loop()
    stop = _stopper(task.stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await task.run()


def _stopper(stop: Callable[[], None]) -> Callable[[], None]:
    """Return what a signal does: the first one lets the task come to its end, the second one ends it."""
    told = iter((stop,))

    def signalled() -> None:
        next(told, lambda: os._exit(TOLD_TWICE))()

    return signalled
