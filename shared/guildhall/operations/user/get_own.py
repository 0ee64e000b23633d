"""user.get_own."""

from guildhall.discord.routes import GET_MY_USER
from guildhall.operations.base import Operation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.user._shown import UserShown


class GetOwnUser(Operation[UserShown]):
    """Show the bot's own account: its id, name and pictures."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=None,
        why="Discord shows these facts of an account to everybody.",
        route=GET_MY_USER,
        source="resources/user#get-current-user",
    )

    def execute(self, ports: Ports) -> UserShown:
        """Read it."""
        return UserShown.of(self.send(ports))
