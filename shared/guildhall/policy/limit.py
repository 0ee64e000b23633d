"""Step 7: there is budget left: per credential, per guild, and for writes.

What moderates and what else is written have a budget each: who floods a guild with writes keeps no moderator out.

Who is told to wait and asks again before is held back from then on, from the first step on, longer each time; see
`guildhall.store.pacing`. The kill switch spends nothing of the guild's: who floods a guild shuts nobody out of it.
"""

from guildhall.errors import RateLimited
from guildhall.operations.spec import Risk
from guildhall.policy.attempt import Allowed, Attempt
from guildhall.policy.client import too_much
from guildhall.policy.shares import Share

WINDOW_S = 60
GUILD_CALLS, GUILD_WRITES, GUILD_MODERATION = 600, 120, 120
"""Calls, writes and, beside those, acts of moderation that one guild may cause in a window, over all its callers."""
_NAMED = {"calls": "calls", "writes": "writes", "moderation": "acts of moderation"}


def spend_rate_limit(attempt: Attempt) -> Allowed:
    """Spend one call of the credential's and the guild's budget, and one write or act of moderation where it is one."""
    if not attempt.charged:
        return Allowed("not charged")
    name, limit = f"calls#{attempt.principal.credential_family}", attempt.principal.rate_limit
    if wait_s := attempt.counters.spend(name, window_s=WINDOW_S, limit=limit):
        raise _refused(attempt, f"{name} is at its limit of {limit}", "You have used up your calls", wait_s)
    if attempt.guild is not None and not attempt.throws_switch:
        _spend_of_guild(attempt, f"guild:{attempt.guild.id}")
    return Allowed("within the limits")


def _spend_of_guild(attempt: Attempt, guild: str) -> None:
    shares = {"calls": Share(1, GUILD_CALLS)}
    spec = attempt.operation.spec
    if spec.risk is not Risk.READ:
        shares |= {"moderation": Share(1, GUILD_MODERATION)} if spec.moderates else {"writes": Share(1, GUILD_WRITES)}
    short = attempt.counters.spend_each(guild, window_s=WINDOW_S, shares=shares)
    if short is not None:
        reason = f"{short.what} of {guild} are at their limit of {shares[short.what].limit}"
        used_up = f"This server has used up its {_NAMED[short.what]}"
        raise _refused(attempt, reason, used_up, short.wait_s)


def _refused(attempt: Attempt, reason: str, message: str, wait_s: float) -> RateLimited:
    wait_s = attempt.counters.hold_back(attempt.principal.credential_family, wait_s=wait_s)
    return too_much(f"{message} of this minute.", wait_s, reason=f"{reason} in {WINDOW_S} s")
