"""guild_command.delete."""

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.commanding import FOUND, Deleting
from guildhall.operations.guild_command._scope import GuildScope
from guildhall.operations.spec import Risk, Spec


class DeleteGuildCommand(GuildScope, Deleting):
    """Delete one of the bot's commands of this server alone; the platform's own are refused."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="commands:manage",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=Route("DELETE /applications/{application_id}/guilds/{guild_id}/commands/{command_id}"),
        finds=FOUND,
        source="interactions/application-commands#delete-guild-application-command",
    )
