"""The guild's budgets of the day: taken right before the call to Discord, so that what was only shown costs nothing.

    dry run, or a card    what is left is told; a budget that is used up refuses at once, and nothing is taken
    the call itself       takes from all its budgets together, or from none and is refused

What moderates draws on a budget of its own and on no other, so that no flood of other changes keeps moderators out.

They lie in one item per guild and day (UTC), raised by one conditional update: of calls that race for the last of it,
exactly as many pass as there is left. What was taken stays taken when Discord then refuses the call, or nobody knows
what became of it: a budget counts what was tried, because a flood of failing requests is what it guards against, too.

What the agent's model costs is a budget of its own, see `surfaces/agent/turn/budget.py`.
"""

import math
from collections.abc import Mapping

from guildhall.checkpoints import checkpoint
from guildhall.errors import RateLimited
from guildhall.execution.calls import Calls
from guildhall.execution.machinery import Machinery
from guildhall.execution.session import Session
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Spending
from guildhall.policy.shares import DAY_S, Share, Short, day_of

_NAMED: Mapping[Spending, tuple[str, str]] = {
    Spending.WRITES: ("change", "changes"),
    Spending.MODERATION: ("act of moderation", "acts of moderation"),
    Spending.DIRECT_MESSAGES: ("direct message", "direct messages"),
    Spending.MASS_MENTIONS: ("message that pings everybody or a role", "messages that ping everybody or a role"),
}


def spend_day(machinery: Machinery, session: Session) -> None:
    """Take what the call spends from its guild's budgets of the day: all of it or nothing.

    Raises:
        RateLimited: One of them is too small; nothing was taken.
        StoreError: A table did not answer.
    """
    guild_id, shares = session.guild_id, _shares(session)
    if guild_id is None or not shares:
        return
    short = machinery.counters.spend_each(day_of(guild_id), window_s=DAY_S, shares=shares)
    if short is not None:
        raise _used_up(short, shares[short.what])
    checkpoint("budget.spent")


def what_is_left(calls: Calls, session: Session, preview: Preview) -> Preview:
    """Return the preview with what it takes of the budgets of the day and what is left of them; takes nothing.

    Raises:
        RateLimited: One of them is too small by now.
        StoreError: A table did not answer.
    """
    guild_id, shares = session.guild_id, _shares(session)
    if guild_id is None or not shares:
        return preview
    counted = calls.counters.counted(day_of(guild_id), window_s=DAY_S)
    told: list[str] = []
    for what, share in shares.items():
        left = share.limit - counted.counts.get(what, 0)
        if share.cost > left:
            raise _used_up(Short(what, counted.counts.get(what, 0), counted.wait_s), share)
        told.append(f"{share.cost:,} of {_count(Spending(what), left)} left")
    return preview.model_copy(update={"budget": f"Takes {', '.join(told)} for this server today (UTC)."})


def _shares(session: Session) -> dict[str, Share]:
    """Return what a call takes, by budget; nothing what is about the platform itself."""
    if session.operation.spec.governs:
        return {}
    spends = session.operation.spends()
    return {what: Share(cost, getattr(session.policy, f"{what}_per_day")) for what, cost in spends.items() if cost}


def _used_up(short: Short, share: Share) -> RateLimited:
    left = max(share.limit - short.counted, 0)
    asked = f"; this takes {share.cost:,}" if share.cost > 1 else ""
    whole = _count(Spending(short.what), share.limit)
    hours = math.ceil(short.wait_s / 3600)
    return RateLimited(
        f"This server's budget of {whole} a day is used up: {left:,} left{asked}. Nothing was done.",
        f"It renews at midnight UTC, in {hours} h; somebody with Manage Server can raise {short.what}_per_day in the "
        "policy.",
        retry_after_s=short.wait_s,
        reason=f"{short.what} of the day: {short.counted} of {share.limit} are used, {share.cost} asked",
    )


def _count(spending: Spending, number: int) -> str:
    one, many = _NAMED[spending]
    return f"{number:,} {one if number == 1 else many}"
