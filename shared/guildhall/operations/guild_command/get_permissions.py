"""guild_command.get_permissions."""

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.commanding import FOUND, OneCommand
from guildhall.operations.guild_command._permissions import GET, CommandPermissions, for_caller
from guildhall.operations.guild_command._scope import GuildScope
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetCommandPermissions(GuildScope, OneCommand[CommandPermissions]):
    """Show who may use one of the bot's commands in a server; not found where nobody set anything.

    The application's id stands for all commands that have nothing of their own.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="commands:read",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=Route(GET),
        finds=FOUND,
        source="interactions/application-commands#get-application-command-permissions",
    )

    def execute(self, ports: Ports) -> CommandPermissions:
        """Read it, then which channels are the caller's to see."""
        told = CommandPermissions.read(self.send(ports), self.spec.route)
        return for_caller(ports, self.guild_id, [told])[0]
