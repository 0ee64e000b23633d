"""guild_command.create."""

from typing import ClassVar

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.commanding import FOUND, Creating
from guildhall.operations.guild_command._scope import GuildScope
from guildhall.operations.spec import Risk, Spec


class CreateGuildCommand(GuildScope, Creating):
    """Make a command of the bot of this server alone; a name that is taken, or is the platform's own, is refused."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.SENSITIVE,
        scope="commands:manage",
        permission=Permission.MANAGE_GUILD,
        route=Route("POST /applications/{application_id}/guilds/{guild_id}/commands"),
        finds=FOUND,
        source="interactions/application-commands#create-guild-application-command",
    )
