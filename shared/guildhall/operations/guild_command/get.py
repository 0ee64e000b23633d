"""guild_command.get."""

from guildhall.discord.permissions import Permission
from guildhall.operations.commanding import FOUND, Getting
from guildhall.operations.guild_command._scope import GET, GuildScope
from guildhall.operations.spec import Risk, Spec


class GetGuildCommand(GuildScope, Getting):
    """Read one of the bot's commands of this server alone: its options, languages, default permissions."""

    spec = Spec(
        risk=Risk.READ,
        scope="commands:read",
        permission=Permission.MANAGE_GUILD,
        route=GET,
        finds=FOUND,
        source="interactions/application-commands#get-guild-application-command",
    )
