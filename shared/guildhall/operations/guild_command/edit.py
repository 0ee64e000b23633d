"""guild_command.edit."""

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.commanding import FOUND, Editing
from guildhall.operations.guild_command._scope import GuildScope
from guildhall.operations.spec import Risk, Spec


class EditGuildCommand(GuildScope, Editing):
    """Change a command that the bot has in this server alone; what is given is set as a whole.

    Under a new name it loses what administrators set for it. The platform's own are refused.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="commands:manage",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=Route("PATCH /applications/{application_id}/guilds/{guild_id}/commands/{command_id}"),
        finds=FOUND,
        source="interactions/application-commands#edit-guild-application-command",
        idempotent=True,
    )
