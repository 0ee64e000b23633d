"""guild_command.get."""

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations.commanding import FOUND, Getting
from guildhall.operations.guild_command._scope import GET, GuildScope
from guildhall.operations.spec import Risk, Spec


class GetGuildCommand(GuildScope, Getting):
    """Read one of the bot's commands of this server alone: its options, languages, default permissions."""

    spec = Spec(
        risk=Risk.READ,
        scope="commands:read",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=GET,
        finds=FOUND,
        source="interactions/application-commands#get-guild-application-command",
    )
