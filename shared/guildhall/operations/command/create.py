"""command.create."""

from guildhall.discord.routes import Route
from guildhall.operations.command._scope import WHY, GlobalScope
from guildhall.operations.command_given import Everywhere
from guildhall.operations.commanding import FOUND, Creating
from guildhall.operations.spec import Risk, Spec


class CreateCommand(GlobalScope, Everywhere, Creating):
    """Make a command of the bot for all servers; a name that is taken is refused.

    So is a name of the platform's own. There are at most 100 typed commands, and 15 each in the menus of users and of
    messages; Discord takes 200 new ones a day.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="applications:manage",
        permission=None,
        why=WHY,
        route=Route("POST /applications/{application_id}/commands"),
        finds=FOUND,
        source="interactions/application-commands#create-global-application-command",
    )
