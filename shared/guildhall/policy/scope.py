"""Step 4: the caller's platform role reaches the operation, and so does the credential."""

from collections.abc import Callable

from guildhall.discord.permissions import describe
from guildhall.discord.rights import base_permissions
from guildhall.discord.types.guild import Guild, Member
from guildhall.errors import ScopeMissing
from guildhall.identity import PlatformRole
from guildhall.operations.spec import Risk
from guildhall.policy.attempt import Allowed, Attempt
from guildhall.policy.permission import permissions_in_target
from guildhall.policy.ports import Policies
from guildhall.policy.scopes import ROLE_SCOPES, covers, role_by_permissions, roles_covering


def require_scope(attempt: Attempt) -> Allowed:
    """Require the operation's scope of role and credential alike."""
    needed = attempt.operation.spec.scope
    _require_of_credential(attempt, needed)
    if attempt.guild is None:
        return Allowed(f"no guild; the credential reaches {needed}")
    _keep_to_ceilings(attempt)
    return _require_of_role(attempt, needed, _lacking)


def require_reach(attempt: Attempt) -> Allowed:
    """Require the scope of role and credential, wherever it would be; for explaining, where no target is known."""
    needed = attempt.operation.spec.scope
    _require_of_credential(attempt, needed)
    return _require_of_role(attempt, needed, lambda _: [])


def _require_of_credential(attempt: Attempt, needed: str) -> None:
    principal = attempt.principal
    if principal.scopes is not None and not covers(principal.scopes, needed):
        raise ScopeMissing(
            f"This credential does not reach {needed}.",
            f"Use a key or sign-in whose level includes {needed}.",
            reason=f"credential has {', '.join(sorted(principal.scopes))}",
            needed=needed,
        )


def _require_of_role(attempt: Attempt, needed: str, lacking: Callable[[Attempt], list[str]]) -> Allowed:
    attempt.role = platform_role(attempt)
    if not covers(ROLE_SCOPES[attempt.role], needed):
        raise _role_too_low(attempt, needed, lacking(attempt))
    return Allowed(f"{attempt.role} reaches {needed}")


def _keep_to_ceilings(attempt: Attempt) -> None:
    """Refuse a credential for single channels what changes the guild at large; one for guilds, what changes all."""
    principal, spec = attempt.principal, attempt.operation.spec
    if spec.risk is Risk.READ:
        return
    if principal.channel_ids is not None and attempt.locus.channel is None:
        raise ScopeMissing(
            "This credential reaches single channels only, and this changes the guild at large.",
            "Use a key or sign-in without a list of channels.",
            reason="credential is limited to channels",
            needed=spec.scope,
        )
    if principal.guild_ids is not None and attempt.operation.for_keepers:
        raise ScopeMissing(
            "This credential reaches single servers only, and this changes the bot's application for all of them.",
            "Use a key or sign-in without a list of servers.",
            reason="credential is limited to guilds",
            needed=spec.scope,
        )


def platform_role(attempt: Attempt) -> PlatformRole:
    """Return the caller's platform role: a granted membership, else the role map's best, else what Discord says.

    The guild's owner is owner, whatever was granted to them before they came to own it.
    """
    guild, caller, _ = attempt.present()
    if guild.owner_id == caller.id:
        return PlatformRole.OWNER
    granted = attempt.policies.membership(guild.id, attempt.principal.user_id)
    return granted.role if granted else role_without_grant(attempt.policies, guild, caller)


def role_without_grant(policies: Policies, guild: Guild, member: Member) -> PlatformRole:
    """Return the platform role that a member has where none was granted by hand: the role map's best, or Discord's."""
    by_discord = role_by_permissions(base_permissions(guild, member), is_owner=guild.owner_id == member.id)
    role_map = policies.guild_policy(guild.id).role_map
    mapped = [role_map[role_id] for role_id in member.roles if role_id in role_map]
    return min([by_discord, *mapped], key=list(PlatformRole).index)


def _lacking(attempt: Attempt) -> list[str]:
    """Return the names of the Discord permissions that the caller lacks in the target."""
    guild, caller, _ = attempt.present()
    return describe(attempt.needs() & ~permissions_in_target(attempt, guild, caller))


def _role_too_low(attempt: Attempt, needed: str, names: list[str]) -> ScopeMissing:
    lacking = f" You lack the Discord permission {' and '.join(names)}." if names else ""
    helpful = roles_covering(needed)
    takes = f"this takes {helpful[0]}" if helpful else f"no role reaches {needed}"
    return ScopeMissing(
        f"Your role here is {attempt.role}; {takes}.{lacking}",
        "An administrator of the server can grant the role (/workspace grant) or the permission.",
        needed=needed,
        role=attempt.role.value,
        missing_permissions=names,
    )
