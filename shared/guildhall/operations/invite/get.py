"""invite.get."""

from guildhall.operations.base import Operation
from guildhall.operations.invite._code import InviteCode
from guildhall.operations.invite._invite import GET_INVITE
from guildhall.operations.invite._shown import InviteShown
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class GetInvite(Operation[InviteShown]):
    """Look up an invite of whatever server: where it leads, who made it, how many are there.

    How often it was used is told by invite.list alone.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="invites:read",
        permission=None,
        why="Whoever holds an invite's code is shown the same by Discord, before they join and without an account.",
        route=GET_INVITE,
        source="resources/invite#get-invite",
    )
    code: InviteCode

    def execute(self, ports: Ports) -> InviteShown:
        """Read it."""
        answer = ports.discord.call(GET_INVITE, {"code": self.code}, query={"with_counts": True})
        return InviteShown.read(answer, GET_INVITE)
