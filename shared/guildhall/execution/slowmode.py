"""A channel's slowmode: Discord holds no bot to it, so whoever speaks through one is held to it here.

One message (or one long text, in however many messages) per person and channel in the channel's own time, over all
doors and keys; with Bypass Slowmode as many as one likes. What somebody writes in Discord by hand is not counted here,
nor what is said here there. It is counted right before it is sent: what was only shown costs nothing, and what Discord
then refuses is counted.
"""

import math
from datetime import timedelta

from guildhall.discord.permissions import Permission
from guildhall.errors import RateLimited
from guildhall.execution.machinery import Machinery
from guildhall.execution.session import Session
from guildhall.operations.speaking import Uttering
from guildhall.policy.permission import permissions_in_target


def keep_slowmode(machinery: Machinery, session: Session) -> None:
    """Count a message in a channel that has a slowmode.

    Raises:
        RateLimited: It is too early for another one.
        StoreError: A table did not answer.
    """
    channel, guild, caller = session.attempt.locus.channel, session.attempt.guild, session.attempt.caller
    speaks = Uttering in type(session.operation).mro()
    if not speaks or channel is None or guild is None or caller is None or not channel.rate_limit_per_user:
        return
    if permissions_in_target(session.attempt, guild, caller).has(Permission.BYPASS_SLOWMODE):
        return
    window_s, now_s = channel.rate_limit_per_user, machinery.clock().timestamp()
    name = f"slowmode#{channel.id}#{caller.id}"
    before = machinery.counters.burst(name, by=str(now_s), window_s=window_s, limit=1)
    if before is not None:
        wait_s = max(1.0, window_s - (now_s - float(before[0])))
        raise RateLimited(
            f"<#{channel.id}> has a slowmode: one message in {timedelta(seconds=window_s)} (h:mm:ss), you sent one.",
            f"Try again in {math.ceil(wait_s)} s, or ask somebody with Bypass Slowmode there.",
            retry_after_s=wait_s,
        )
