"""How a role on a member is shown, and how giving and taking it bring each other back."""

from pydantic import JsonValue

from guildhall.discord.ids import GuildId, RoleId, UserId
from guildhall.operations.model import Model
from guildhall.operations.reversal import Reversal


class RoleAssigned(Model):
    """Who has which role now."""

    user_id: UserId
    role_id: RoleId


class RoleRemoved(Model):
    """Who has which role no longer."""

    user_id: UserId
    role_id: RoleId


def back(operation: str, guild_id: GuildId, changed: RoleAssigned | RoleRemoved) -> Reversal:
    """Return the call that gives or takes the role again."""
    who: dict[str, JsonValue] = {"guild_id": str(guild_id), **changed.model_dump(mode="json")}
    return Reversal(operation=operation, arguments=who)
