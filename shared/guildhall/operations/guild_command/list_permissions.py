"""guild_command.list_permissions."""

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.commanding import FOUND, CommandsOperation
from guildhall.operations.guild_command._permissions import LIST, CommandPermissions, for_caller
from guildhall.operations.guild_command._scope import GuildScope
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class PermissionsListed(Model):
    """Who may use which of the bot's commands; a command for which nothing is set is left out."""

    commands: list[CommandPermissions]


class ListCommandPermissions(GuildScope, CommandsOperation[PermissionsListed]):
    """List who may use the bot's commands in a server, as its administrators set it.

    A bot can read it and not set it: that is done in Discord, in the server settings under Integrations.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="commands:read",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=Route(LIST),
        finds=FOUND,
        source="interactions/application-commands#get-guild-application-command-permissions",
    )

    def execute(self, ports: Ports) -> PermissionsListed:
        """Read it, then which channels are the caller's to see."""
        told = CommandPermissions.read_all(self.send(ports), self.spec.route)
        return PermissionsListed(commands=for_caller(ports, self.guild_id, told))
