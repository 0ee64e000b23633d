"""command.delete."""

from guildhall.discord.routes import Route
from guildhall.operations.command._scope import WHY, GlobalScope
from guildhall.operations.commanding import FOUND, Deleting
from guildhall.operations.spec import Risk, Spec


class DeleteCommand(GlobalScope, Deleting):
    """Delete one of the bot's commands of all servers; the platform's own are refused."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("DELETE /applications/{application_id}/commands/{command_id}"),
        finds=FOUND,
        source="interactions/application-commands#delete-global-application-command",
    )
