"""A ban as it stands."""

from pydantic import ConfigDict, JsonValue, TypeAdapter

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.parsing import parsed
from guildhall.discord.routes import Route
from guildhall.discord.types.guild import User
from guildhall.errors import DiscordNotFound
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

_GET_BAN = Route("GET /guilds/{guild_id}/bans/{user_id}")


class Ban(Model):
    """Who is banned, and why."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    user: User
    reason: str | None = None


def ban_of(ports: Ports, guild_id: GuildId, user_id: UserId) -> Ban:
    """Return somebody's ban.

    Raises:
        DiscordNotFound: They are not banned.
    """
    answer = ports.discord.call(_GET_BAN, {"guild_id": guild_id, "user_id": user_id})
    return parsed(TypeAdapter(Ban), _GET_BAN, answer)


def standing_of(ports: Ports, guild_id: GuildId, user_id: UserId) -> dict[str, JsonValue]:
    """Return whether somebody is banned, and whether they are a member."""
    standing: dict[str, JsonValue] = {"banned": True, "member": True}
    try:
        ban_of(ports, guild_id, user_id)
    except DiscordNotFound:
        standing["banned"] = False
    try:
        ports.discord.member(guild_id, user_id)
    except DiscordNotFound:
        standing["member"] = False
    return standing
