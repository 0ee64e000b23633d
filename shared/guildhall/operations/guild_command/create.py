"""guild_command.create."""

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.commanding import FOUND, Creating
from guildhall.operations.guild_command._scope import GuildScope
from guildhall.operations.spec import Risk, Spec


class CreateGuildCommand(GuildScope, Creating):
    """Make a command of the bot for this server alone; a name that is taken is refused.

    So is a name of the platform's own. There are at most 100 typed commands, and 15 each in the menus of users and of
    messages; Discord takes 200 new ones a day.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="commands:manage",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=Route("POST /applications/{application_id}/guilds/{guild_id}/commands"),
        finds=FOUND,
        source="interactions/application-commands#create-guild-application-command",
    )
