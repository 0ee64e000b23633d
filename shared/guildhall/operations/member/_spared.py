"""Whom a prune must not reach: members that the server's policy protects."""

from collections.abc import Iterable

from guildhall.discord.ids import GuildId, RoleId, UserId
from guildhall.errors import ChannelForbidden, InvalidArguments
from guildhall.operations.member._pruning import Inactive, counted
from guildhall.operations.ports import Ports


def require_none_protected(ports: Ports, guild_id: GuildId, role_ids: Iterable[RoleId]) -> None:
    """Refuse a prune that could reach a protected member, active or not: Discord does not say whom it would put out.

    Raises:
        ChannelForbidden: One of them has no role beyond those that are included.
    """
    told, included = ports.rules.policy(guild_id).get("protected_user_ids"), set(role_ids)
    protected = [UserId(str(user_id)) for user_id in told] if isinstance(told, list) else []
    members = ports.discord.members(guild_id, protected) if protected else {}
    if any(included.issuperset(member.roles) for member in members.values()):
        raise ChannelForbidden(
            "A member whom this server's policy protects could be among those.",
            "Include fewer roles, or give the protected members a role of their own.",
            rule="protected_user_ids",
        )


def require_somebody(count: int) -> None:
    """Refuse what would put nobody out."""
    if count == 0:
        raise InvalidArguments("Nobody would go.", "Give fewer days, or roles whose holders may go too.")


def count_within(ports: Ports, guild_id: GuildId, who: Inactive, at_most: int) -> int:
    """Return how many a prune would put out now.

    Raises:
        ChannelForbidden: It could reach a protected member.
        InvalidArguments: It would put out more than was said.
    """
    require_none_protected(ports, guild_id, who.role_ids)
    count = counted(ports, guild_id, who)
    if count > at_most:
        raise InvalidArguments(
            f"{count} members would go, more than the {at_most} that you allow.",
            "Give more days or fewer roles, or a larger at_most.",
        )
    return count
