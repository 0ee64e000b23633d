"""The questions every handler asks first: does it exist, may the bot see it, may the bot do this."""

from local.discord import permissions
from local.discord.errors import Code, DiscordError, Json
from local.discord.permissions import P
from local.discord.rest.registry import Call
from local.discord.state import Guild


def guild(call: Call, needed: P = permissions.NOTHING, guild_id: str | None = None) -> Guild:
    """Return the guild of the path (or ``guild_id``) after checking the bot's membership and rights.

    Raises:
        DiscordError: 10004 when there is no such guild for the bot, 50013 when rights are missing.
    """
    found = call.sim.bot_guild(guild_id or call.path["guild_id"])
    if found is None:
        raise DiscordError(Code.UNKNOWN_GUILD)
    if needed & ~permissions.in_guild(found, call.bot_id, call.world.clock.now()):
        raise DiscordError(Code.MISSING_PERMISSIONS)
    return found


def rights(call: Call, channel: Json) -> P:
    """Return what the bot may really do in a channel."""
    return permissions.effective(permissions.in_channel(call.world, channel, call.bot_id))


def channel(call: Call, needed: P = permissions.NOTHING) -> Json:
    """Return the channel of the path after checking that the bot sees it and may do what is needed.

    Raises:
        DiscordError: 10003, 50001 or 50013.
    """
    found = call.world.channel(call.path["channel_id"])
    require(call, found, needed)
    return found


def require(call: Call, found: Json, needed: P = permissions.NOTHING) -> P:
    """Check the bot's rights in a channel and return them.

    Raises:
        DiscordError: 50001 when it cannot see the channel, 50013 when rights are missing.
    """
    has = rights(call, found)
    if not has & P.VIEW_CHANNEL:
        raise DiscordError(Code.MISSING_ACCESS)
    if needed & ~has:
        raise DiscordError(Code.MISSING_PERMISSIONS)
    return has


def guild_channel(call: Call, needed: P = permissions.NOTHING) -> tuple[Guild, Json]:
    """Return the channel of the path and its guild.

    Raises:
        DiscordError: 10003, 50001, 50003 for a direct message, or 50013.
    """
    found = channel(call, needed)
    if "guild_id" not in found:
        raise DiscordError(Code.NOT_ON_A_DM)
    return call.world.guilds[found["guild_id"]], found


def user(call: Call, user_id: str) -> Json:
    """Return a user.

    Raises:
        DiscordError: 10013.
    """
    if user_id not in call.world.users:
        raise DiscordError(Code.UNKNOWN_USER)
    return call.world.users[user_id]


def bot_permissions(call: Call, found: Guild) -> P:
    """Return the bot's rights in a guild."""
    return permissions.in_guild(found, call.bot_id, call.world.clock.now())
