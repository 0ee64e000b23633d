"""How bans, liftings of bans, and timeouts bring each other back."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord import limits
from guildhall.discord.ids import GuildId, UserId
from guildhall.operations.reversal import Fidelity, Reversal, fields

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Member

_OUT = "They have to be invited again and come without their roles and nickname; deleted messages stay deleted."
_ANOTHER = "The ban is a new one: Discord shows another date, and a reason that names who undid its lifting."
_FROM_NOW = "The timeout that ran before runs from the undo on, for as long as it still had to run."


def unbanning(guild_id: GuildId, user_id: UserId, prior: JsonValue, *, deleted: bool) -> Reversal | None:
    """Return the lifting of a ban; None where they were banned before."""
    was, who = fields(prior), _who(guild_id, user_id)
    if was.get("banned"):
        return None
    if was.get("member") or deleted:
        return Reversal(operation="member.unban", arguments=who, fidelity=Fidelity.PARTIAL, lost=_OUT)
    return Reversal(operation="member.unban", arguments=who)


def banning(guild_id: GuildId, user_id: UserId, prior: JsonValue) -> Reversal:
    """Return the ban anew, for the reason that it had."""
    who = _who(guild_id, user_id)
    if isinstance(prior, str) and prior:
        who["reason"] = prior[: limits.AUDIT_REASON]
    return Reversal(operation="member.ban", arguments=who, fidelity=Fidelity.PARTIAL, lost=_ANOTHER)


def retiming(guild_id: GuildId, user_id: UserId, prior: JsonValue, until: datetime | None) -> Reversal | None:
    """Return the timeout as it was, `prior` seconds of it; None where there was none and none was set."""
    if not prior and until is None:
        return None
    left: dict[str, JsonValue] = {"timed_out_until": until.isoformat() if until else None}
    how = {"fidelity": Fidelity.PARTIAL, "lost": _FROM_NOW} if prior else {}
    arguments = {**_who(guild_id, user_id), "duration_s": prior}
    return Reversal.model_validate({"operation": "member.timeout", "arguments": arguments, "left": left, **how})


def until_of(now: datetime, duration_s: int) -> datetime | None:
    """Return when a timeout of so many seconds ends, in whole seconds as Discord may keep it; None for none."""
    return now.replace(microsecond=0) + timedelta(seconds=duration_s) if duration_s else None


def remaining_s(member: "Member", now: datetime) -> int:
    """Return how many seconds a member's timeout still runs."""
    return max(0, int(((member.communication_disabled_until or now) - now).total_seconds()))


def _who(guild_id: GuildId, user_id: UserId) -> dict[str, JsonValue]:
    return {"guild_id": str(guild_id), "user_id": str(user_id)}
