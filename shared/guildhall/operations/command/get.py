"""command.get."""

from guildhall.operations.command._scope import GET, WHY, GlobalScope
from guildhall.operations.commanding import FOUND, Getting
from guildhall.operations.spec import Risk, Spec


class GetCommand(GlobalScope, Getting):
    """Read one of the bot's commands of all servers: its options, languages, default permissions."""

    spec = Spec(
        risk=Risk.READ,
        scope="applications:read",
        permission=None,
        why=WHY,
        route=GET,
        finds=FOUND,
        source="interactions/application-commands#get-global-application-command",
    )
