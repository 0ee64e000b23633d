"""Step 7: there is budget left: per credential, per guild, and for writes."""

from guildhall.errors import RateLimited
from guildhall.operations.spec import Risk
from guildhall.policy.attempt import Allowed, Attempt

WINDOW_S = 60
GUILD_CALLS, GUILD_WRITES = 600, 120
"""Calls and writes that one guild may cause in a window, over all its callers."""


def spend_rate_limit(attempt: Attempt) -> Allowed:
    """Spend one call of the credential's and the guild's budget, and one write where it is one."""
    if not attempt.charged:
        return Allowed("not charged")
    writes = attempt.operation.spec.risk is not Risk.READ
    for name, limit in _budgets(attempt, writes=writes):
        wait_s = attempt.counters.spend(name, window_s=WINDOW_S, limit=limit)
        if wait_s:
            raise RateLimited(
                "The budget for this minute is used up.",
                f"Try again in {wait_s:.0f} s.",
                retry_after_s=wait_s,
                reason=f"{name} is at its limit of {limit} in {WINDOW_S} s",
            )
    return Allowed("within the limits")


def _budgets(attempt: Attempt, *, writes: bool) -> list[tuple[str, int]]:
    budgets = [(f"calls#{attempt.principal.credential_family}", attempt.principal.rate_limit)]
    if attempt.guild is not None:
        budgets.append((f"calls#guild:{attempt.guild.id}", GUILD_CALLS))
        if writes:
            budgets.append((f"writes#guild:{attempt.guild.id}", GUILD_WRITES))
    return budgets
