"""command.list."""

from guildhall.operations.command._scope import LIST, WHY, GlobalScope
from guildhall.operations.commanding import FOUND, Listing
from guildhall.operations.spec import Risk, Spec


class ListCommands(GlobalScope, Listing):
    """List the bot's commands of all servers, the platform's own among them, with options and permissions."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why=WHY,
        route=LIST,
        finds=FOUND,
        source="interactions/application-commands#get-global-application-commands",
    )
