"""Somebody who may be a member or not."""

from pydantic import TypeAdapter

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.parsing import parsed
from guildhall.discord.routes import GET_USER
from guildhall.discord.types.guild import User
from guildhall.errors import DiscordNotFound
from guildhall.operations.member._shown import target_of
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Seen, Target, seen


def person(ports: Ports, guild_id: GuildId, user_id: UserId) -> tuple[Target, Seen]:
    """Return somebody as a write's target, with the state of what they are here.

    Raises:
        DiscordNotFound: There is no such account.
    """
    try:
        member = ports.discord.member(guild_id, user_id)
    except DiscordNotFound:
        user = parsed(TypeAdapter(User), GET_USER, ports.discord.call(GET_USER, {"user_id": user_id}))
        return account(user, "not a member"), seen(name=user.display, member=False)
    return target_of(member), seen(name=member.display, member=True, roles=sorted(member.roles))


def account(user: User, standing: str) -> Target:
    """Return an account as a write's target, with how it stands to the guild in our words."""
    return Target(id=user.id, label=user.display, detail=f"@{user.username}, {standing}")
