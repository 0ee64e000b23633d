"""guild_command.list."""

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations.commanding import FOUND, Listing
from guildhall.operations.guild_command._scope import LIST, GuildScope
from guildhall.operations.spec import Risk, Spec


class ListGuildCommands(GuildScope, Listing):
    """List the commands that the bot has in this server alone, with their options and default permissions."""

    spec = Spec(
        risk=Risk.READ,
        scope="commands:read",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=LIST,
        finds=FOUND,
        source="interactions/application-commands#get-guild-application-commands",
    )
