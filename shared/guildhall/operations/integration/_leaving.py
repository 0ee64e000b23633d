"""What goes with an integration: its bot, and the role that Discord made for it; the policy may keep either."""

from typing import TYPE_CHECKING

from guildhall.discord.ids import GuildId, Snowflake
from guildhall.discord.types.guild import RoleTags
from guildhall.errors import DiscordNotFound, InvalidArguments
from guildhall.operations.closing import spare
from guildhall.operations.integration._integration import LIST, IntegrationShown
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Role


def deletable(ports: Ports, guild_id: GuildId, integration_id: str) -> IntegrationShown:
    """Return an integration of the guild that may be deleted.

    Raises:
        DiscordNotFound: The guild has none of that id.
        InvalidArguments: It is this bot's own.
        ChannelForbidden: The policy protects its bot, or its role.
    """
    found = listed(ports, LIST, {"guild_id": guild_id}, IntegrationShown)
    now = next((each for each in found if each.integration_id == integration_id), None)
    if now is None:
        raise DiscordNotFound("That server has no such integration.", "List them first.", status=404)
    if now.application_id == ports.discord.application().id:
        raise InvalidArguments("That is this bot itself.", "To let it leave the server, use guild.leave.")
    gone: list[Snowflake] = [role.id for role in ports.discord.guild(guild_id).roles if _is_its(role, now)]
    spare(ports, guild_id, [*gone, *([now.bot_user_id] if now.bot_user_id else [])])
    return now


def _is_its(role: "Role", integration: IntegrationShown) -> bool:
    tags = role.tags or RoleTags()
    of_bot = tags.bot_id is not None and tags.bot_id == integration.bot_user_id
    return of_bot or tags.integration_id == integration.integration_id or role.id == integration.role_id
