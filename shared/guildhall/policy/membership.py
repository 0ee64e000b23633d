"""Step 2: the target exists, and the caller is a member of its guild who can see it.

The guild comes from Discord, through the channel where there is one. Everything that cannot be found, seen or reached
is one and the same denial, so that nobody learns from it what exists. All of them are counted alike, per asker: a
flood of random ids stops reaching Discord after the first few, and the count tells no more than the denial did.
"""

from guildhall.discord.ids import GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.rights import channel_permissions
from guildhall.discord.types.channel import Channel
from guildhall.errors import DiscordForbidden, DiscordNotFound, NotAMember, RateLimited
from guildhall.identity import Principal
from guildhall.operations.spec import Risk
from guildhall.policy.attempt import Allowed, Attempt, unknown

MISSES, MISS_WINDOW_S = 8, 60
"""Failed look-ups that one asker may cause in a window."""


def require_membership(attempt: Attempt) -> Allowed:
    """Find where the call takes effect and the caller in it."""
    _refuse_guessing(attempt)
    try:
        _resolve(attempt)
    except NotAMember as denied:
        count_miss(attempt)
        if attempt.operation.unseen is None:
            raise
        raise unknown(denied.reason, attempt.operation.unseen) from denied
    except (DiscordNotFound, DiscordForbidden) as error:
        count_miss(attempt)
        raise unknown(f"Discord does not show it: {error.message}", attempt.operation.unseen) from error
    if attempt.guild is None:
        return Allowed("belongs to no guild")
    return Allowed(f"member of guild {attempt.guild.id}")


def _resolve(attempt: Attempt) -> None:
    attempt.locus = attempt.operation.locate(attempt.discord)
    guild = attempt.locus.guild
    if guild is None:
        if attempt.locus.channel is not None:
            raise unknown("the channel belongs to no guild")
        if attempt.operation.spec.risk is not Risk.READ:
            raise unknown("nobody's policy holds for a change that belongs to no guild")
        return
    _respect_ceilings(attempt.principal, guild.id, attempt.locus.channel or attempt.locus.within)
    attempt.caller = attempt.discord.member(guild.id, attempt.principal.user_id)
    attempt.bot = attempt.discord.bot_member(guild.id)
    if (place := attempt.locus.place) is not None:
        seen = channel_permissions(guild, attempt.caller, place.channel, place.parent, now=attempt.now)
        if not seen & Permission.VIEW_CHANNEL:
            raise unknown(f"the caller cannot see channel {place.channel.id}")


def _respect_ceilings(principal: Principal, guild_id: GuildId, channel: Channel | None) -> None:
    if principal.origin is not None and principal.origin.guild_id != guild_id:
        raise unknown("asked in another guild than the target's")
    if principal.guild_ids is not None and guild_id not in principal.guild_ids:
        raise unknown("outside the credential's guilds")
    channels = principal.channel_ids
    if channels is not None and channel is not None and not {channel.id, channel.parent_id} & channels:
        raise unknown("outside the credential's channels")


def _misses(attempt: Attempt) -> str:
    return f"misses#{(attempt.asked_by or attempt.principal).user_id}"


def count_miss(attempt: Attempt) -> None:
    """Count a look-up that led nowhere."""
    attempt.counters.spend(_misses(attempt), window_s=MISS_WINDOW_S, limit=MISSES)


def _refuse_guessing(attempt: Attempt) -> None:
    wait_s = attempt.counters.blocked_s(_misses(attempt), window_s=MISS_WINDOW_S, limit=MISSES)
    if wait_s:
        hint = f"Look the ids up first, then try again in {wait_s:.0f} s."
        raise RateLimited("Too many ids that lead nowhere.", hint, retry_after_s=wait_s)
