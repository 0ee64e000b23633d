"""The guild's budgets of the day: spent right before the call to Discord, so that what was only shown costs nothing.

Each is one counter per guild and day (UTC), raised by a conditional update that never goes beyond the limit: of calls
that race for the last of it, exactly as many pass as there is left.
"""

from collections.abc import Mapping

from guildhall.errors import RateLimited
from guildhall.execution.machinery import Machinery
from guildhall.execution.session import Session
from guildhall.operations.spec import Spending
from guildhall.policy.model import GuildPolicy

DAY_S = 86_400
_NAMED: Mapping[Spending, str] = {
    Spending.WRITES: "changes",
    Spending.MODERATION: "moderation",
    Spending.DIRECT_MESSAGES: "direct messages",
    Spending.MASS_MENTIONS: "messages that ping everybody or a role",
}


def spend_day(machinery: Machinery, session: Session) -> None:
    """Take what the call spends from its guild's budgets of the day.

    Raises:
        RateLimited: One of them is used up; what was taken from the others stays taken.
        StoreError: A table did not answer.
    """
    if session.guild_id is None or session.operation.spec.governs:
        return
    for spending, cost in session.operation.spends().items():
        limit = _limit(session.policy, spending)
        name = f"day#{spending}#guild:{session.guild_id}"
        wait_s = machinery.counters.spend(name, window_s=DAY_S, limit=limit, cost=cost)
        if wait_s:
            raise RateLimited(
                f"This server's budget of the day for {_NAMED[spending]} is used up ({limit}).",
                f"Try again in {wait_s / 3600:.1f} h; somebody with Manage Server can raise {spending}_per_day.",
                retry_after_s=wait_s,
                reason=f"{name} is at its limit of {limit}",
            )


def _limit(policy: GuildPolicy, spending: Spending) -> int:
    limit: int = getattr(policy, f"{spending}_per_day")
    return limit
