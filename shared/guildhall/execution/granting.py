"""Who could turn a no into a yes: the guild's owner, and the roles whose holders can.

    no installation, guild or channel policy, a budget    Manage Server
    the platform role is too low                          Administrator: nobody else grants one
    a permission is lost                                  whoever can mend exactly that loss, see `discord.losses`
    the target stands above                               Administrator: they move roles

Nobody is named to somebody for whom the target is unknown: then it is not theirs to know who could show it to them.
"""

from pydantic import JsonValue

from guildhall.discord.losses import explain_missing
from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import Guild
from guildhall.errors import (
    ChannelForbidden,
    Denied,
    DiscordForbidden,
    DiscordNotFound,
    NotInstalled,
    PermissionMissing,
    RateLimited,
    ScopeMissing,
)
from guildhall.execution.session import Session
from guildhall.policy.permission import permissions_in_target

_BY = {
    NotInstalled: Permission.MANAGE_GUILD,
    ScopeMissing: Permission.ADMINISTRATOR,
    ChannelForbidden: Permission.MANAGE_GUILD,
    RateLimited: Permission.MANAGE_GUILD,
    PermissionMissing: Permission.ADMINISTRATOR,
}


def grantors(session: Session, denied: Denied) -> list[JsonValue]:
    """Return who could change it, the owner first, then roles from the highest down: `{"kind", "id", "name"}`."""
    guild, power = session.attempt.guild, _BY.get(type(denied))
    if guild is None or power is None:
        return []
    role_ids = _menders(session, denied)
    if not role_ids:
        role_ids = {str(role.id) for role in guild.roles if role.permissions & (power | Permission.ADMINISTRATOR)}
    return [*_owner(session, guild), *_roles(guild, role_ids)]


def role_names(guild: Guild, role_ids: frozenset[str]) -> list[JsonValue]:
    """Return the names of roles, from the highest down."""
    return [entry["name"] for entry in _roles(guild, set(role_ids))]


def _menders(session: Session, denied: Denied) -> set[str]:
    """Return the roles whose holders can mend every loss of a missing permission."""
    attempt = session.attempt
    if not isinstance(denied, PermissionMissing) or "lost" not in denied.details:
        return set()
    guild, caller, bot = attempt.present()
    is_bot = denied.details["who"] == "bot"
    actor, needed = (bot, attempt.needs_of_bot()) if is_bot else (caller, attempt.needs())
    missing = needed & ~permissions_in_target(attempt, guild, actor)
    losses = explain_missing(missing, guild, actor, attempt.locus.place, now=attempt.now)
    able = [set(loss.granter_role_ids) for loss in losses if loss.granter_role_ids]
    return set.intersection(*able) if able else set()


def _owner(session: Session, guild: Guild) -> list[JsonValue]:
    if guild.owner_id is None:
        return []
    try:
        name = session.ports.discord.member(guild.id, guild.owner_id).display
    except (DiscordForbidden, DiscordNotFound):
        return []
    return [{"kind": "owner", "id": str(guild.owner_id), "name": name}]


def _roles(guild: Guild, role_ids: set[str]) -> list[dict[str, JsonValue]]:
    """Return roles that people can hold; those of bots and integrations help nobody."""
    known = [role for role in guild.roles if str(role.id) in role_ids and not role.managed]
    known.sort(key=lambda role: -role.position)
    return [{"kind": "role", "id": str(role.id), "name": role.name} for role in known]
