"""The one table of who reaches what: platform role → scopes, key level → scopes.

A scope is `<resource>:<read|write|moderate|manage>`; a farther verb includes the nearer ones, `*` stands for every
resource. A role comes from Discord's permissions unless a membership or the guild's role map says otherwise. A key only
narrows.
"""

from collections.abc import Iterable

from guildhall.discord.permissions import Permission
from guildhall.identity import Level, PlatformRole
from guildhall.operations.spec import Access

_REACH = {verb.value: place for place, verb in enumerate(Access)}

_EVERYONE = frozenset(
    {
        "guilds:read",
        "channels:read",
        "messages:write",
        "members:write",
        "roles:read",
        "chat:read",
        "policy:read",
        "confirmations:read",
        "undo:write",
        "resolve:read",
        "threads:write",
        "reactions:write",
        "polls:write",
        "invites:write",
        "expressions:write",
        "events:write",
        "stages:read",
        "voice:write",
        "direct_messages:write",
    }
)
_MODERATOR = _EVERYONE | {
    "messages:moderate",
    "members:moderate",
    "channels:manage",
    "roles:manage",
    "audit:read",
    "control:read",
    "threads:manage",
    "reactions:moderate",
    "polls:moderate",
    "invites:manage",
    "expressions:manage",
    "events:manage",
    "stages:manage",
    "voice:manage",
    "webhooks:manage",
    "guilds:moderate",
    "automod:read",
}
_OPERATOR = _MODERATOR | {
    "guilds:manage",
    "chat:manage",
    "policy:manage",
    "control:manage",
    "workspace:manage",
    "automod:manage",
    "integrations:manage",
    "commands:manage",
    "automations:manage",
}

ROLE_SCOPES: dict[PlatformRole, frozenset[str]] = {
    PlatformRole.OWNER: frozenset({"*:manage"}),
    PlatformRole.ADMIN: frozenset({"*:manage"}),
    PlatformRole.OPERATOR: _OPERATOR,
    PlatformRole.MODERATOR: _MODERATOR,
    PlatformRole.ANALYST: frozenset({"*:read"}),
    PlatformRole.VIEWER: _EVERYONE,
}

LEVEL_SCOPES: dict[Level, frozenset[str]] = {
    Level.READ_ONLY: frozenset({"*:read"}),
    Level.READ_WRITE: frozenset({"*:write"}),
    Level.MODERATE: frozenset({"*:moderate"}),
    Level.ADMIN: frozenset({"*:manage"}),
}

MODERATION_BITS = (
    Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MODERATE_MEMBERS
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_NICKNAMES
    | Permission.MUTE_MEMBERS
    | Permission.DEAFEN_MEMBERS
    | Permission.MOVE_MEMBERS
    | Permission.MANAGE_EVENTS
    | Permission.MANAGE_GUILD_EXPRESSIONS
    | Permission.MANAGE_WEBHOOKS
)
"""Any of these makes a moderator; which operations that really opens is Discord's permission step to say."""


def role_by_permissions(permissions: Permission, *, is_owner: bool) -> PlatformRole:
    """Return the platform role that Discord's guild-wide permissions stand for."""
    if is_owner:
        return PlatformRole.OWNER
    if permissions & Permission.ADMINISTRATOR:
        return PlatformRole.ADMIN
    if permissions & Permission.MANAGE_GUILD:
        return PlatformRole.OPERATOR
    return PlatformRole.MODERATOR if permissions & MODERATION_BITS else PlatformRole.VIEWER


def covers(granted: Iterable[str], needed: str) -> bool:
    """Return whether one of the granted scopes includes the needed one; what is no scope includes nothing."""
    resource, _, verb = needed.partition(":")
    for scope in granted:
        of, _, reach = scope.partition(":")
        if of in {resource, "*"} and _REACH.get(reach, -1) >= _REACH[verb]:
            return True
    return False


def roles_covering(needed: str) -> list[PlatformRole]:
    """Return the platform roles that include a scope, the nearest to everyone first."""
    return [role for role in reversed(PlatformRole) if covers(ROLE_SCOPES[role], needed)]
