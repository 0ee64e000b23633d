"""command.create."""

from typing import ClassVar

from guildhall.discord.routes import Route
from guildhall.operations.command._scope import WHY, GlobalScope
from guildhall.operations.command_given import Everywhere
from guildhall.operations.commanding import FOUND, Creating
from guildhall.operations.spec import Risk, Spec


class CreateCommand(GlobalScope, Everywhere, Creating):
    """Make a command of the bot of all servers; a name that is taken, or is the platform's own, is refused."""

    spec: ClassVar[Spec] = Spec(
        risk=Risk.SENSITIVE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("POST /applications/{application_id}/commands"),
        finds=FOUND,
        source="interactions/application-commands#create-global-application-command",
    )
