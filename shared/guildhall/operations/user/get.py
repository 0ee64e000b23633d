"""user.get."""

from guildhall.discord.ids import UserId
from guildhall.discord.routes import GET_USER
from guildhall.operations.base import Operation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.user._shown import UserShown


class GetUser(Operation[UserShown]):
    """Show a Discord account by its id, whether it is a member here or not: name, age, pictures, badges."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=None,
        why="Discord shows these facts of an account to everybody.",
        route=GET_USER,
        source="resources/user#get-user",
    )
    user_id: UserId

    def execute(self, ports: Ports) -> UserShown:
        """Read the account."""
        return UserShown.of(self.send(ports))
