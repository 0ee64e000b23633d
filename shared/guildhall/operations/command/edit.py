"""command.edit."""

from guildhall.discord.routes import Route
from guildhall.operations.command._scope import WHY, GlobalScope
from guildhall.operations.command_given import Everywhere
from guildhall.operations.commanding import FOUND, Editing
from guildhall.operations.spec import Risk, Spec


class EditCommand(GlobalScope, Everywhere, Editing):
    """Change one of the bot's commands of all servers; what is given is set as a whole.

    Under a new name it loses what administrators set for it. The platform's own are refused.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("PATCH /applications/{application_id}/commands/{command_id}"),
        finds=FOUND,
        source="interactions/application-commands#edit-global-application-command",
        idempotent=True,
    )
