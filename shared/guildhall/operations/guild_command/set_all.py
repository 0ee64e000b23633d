"""guild_command.set_all."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.command_given import CommandGiven, GuildCommandAsked
from guildhall.operations.command_setting import Setting
from guildhall.operations.commanding import FOUND
from guildhall.operations.guild_command._scope import GuildScope
from guildhall.operations.spec import Risk, Spec

_EXAMPLE = {"name": "weather", "description": "How it is outside"}


class SetGuildCommands(GuildScope, Setting):
    """Set all of the bot's commands of this server alone: what is not named is deleted.

    The platform's own stay. What keeps its name and kind keeps its id.
    """

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="commands:manage",
        permission=Permission.MANAGE_GUILD,
        bot_permission=NO_PERMISSIONS,
        route=Route("PUT /applications/{application_id}/guilds/{guild_id}/commands"),
        finds=FOUND,
        source="interactions/application-commands#bulk-overwrite-guild-application-commands",
        idempotent=True,
    )
    commands: Annotated[list[GuildCommandAsked], Field(max_length=130, examples=[[_EXAMPLE], []])]

    @property
    def wanted(self) -> Sequence[CommandGiven]:
        """The commands that shall be there."""
        return self.commands
