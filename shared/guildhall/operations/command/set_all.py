"""command.set_all."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from guildhall.discord.routes import Route
from guildhall.operations.command._scope import WHY, GlobalScope
from guildhall.operations.command_given import CommandGiven, GlobalCommandAsked
from guildhall.operations.command_setting import Setting
from guildhall.operations.commanding import FOUND
from guildhall.operations.spec import Risk, Spec

_EXAMPLE = {"name": "weather", "description": "How it is outside"}


class SetCommands(GlobalScope, Setting):
    """Set all of the bot's commands of all servers: what is not named is deleted.

    The platform's own stay. What keeps its name and kind keeps its id.
    """

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("PUT /applications/{application_id}/commands"),
        finds=FOUND,
        source="interactions/application-commands#bulk-overwrite-global-application-commands",
        idempotent=True,
    )
    commands: Annotated[list[GlobalCommandAsked], Field(max_length=130, examples=[[_EXAMPLE], []])]

    @property
    def wanted(self) -> Sequence[CommandGiven]:
        """The commands that shall be there."""
        return self.commands
