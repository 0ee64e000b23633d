"""What a timeout would change, and whom none can reach."""

from datetime import datetime
from typing import TYPE_CHECKING

from guildhall.discord.permissions import Permission
from guildhall.discord.rights import base_permissions
from guildhall.errors import InvalidArguments
from guildhall.operations.member._shown import running_timeout
from guildhall.operations.preview import Change

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild, Member


def require_within_reach(guild: "Guild", member: "Member") -> None:
    """Refuse a timeout of an administrator, whatever stands above them.

    Source: https://docs.discord.com/developers/resources/guild#modify-guild-member-json-params

    Raises:
        InvalidArguments: They are one.
    """
    if base_permissions(guild, member).has(Permission.ADMINISTRATOR):
        raise InvalidArguments(
            f"<@{member.id}> is an administrator, whom Discord lets nobody time out.",
            "Take the role that makes them one first.",
        )


def change_of(member: "Member", now: datetime, ends: datetime | None) -> Change:
    """Return the timeout that runs, and the one that is to run."""
    before, after = (each.isoformat() if each else None for each in (running_timeout(member, now), ends))
    return Change(field="timed_out_until", before=before, after=after)
