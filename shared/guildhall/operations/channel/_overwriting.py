"""What operations share that set a channel's overwrites."""

from collections.abc import Sequence

from guildhall.discord.ids import RoleId, UserId
from guildhall.operations.base import Acts
from guildhall.operations.channel._granting import risk_of_overwriting
from guildhall.operations.channel._overwrites import OverwriteGiven, OverwriteKind, Overwrites
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk


class Overwriting(Model):
    """Adds overwrites, the members and roles whom they touch, and the risk of what they allow; before the operation."""

    permission_overwrites: Overwrites | None = None

    def acts_on(self) -> Acts:
        """Return the members and roles that get an overwrite; nobody has to stand above them."""
        return touched(self.permission_overwrites or ())

    def risk(self, ports: Ports) -> Risk:
        """Return SENSITIVE where an overwrite allows something dangerous."""
        return risk_of_overwriting(self.permission_overwrites or ())


def touched(given: Sequence[OverwriteGiven]) -> Acts:
    """Return the members and roles of overwrites; nobody has to stand above them."""
    return Acts(
        peer_ids=tuple(UserId(each.id) for each in given if each.kind is OverwriteKind.MEMBER),
        peer_role_ids=tuple(RoleId(each.id) for each in given if each.kind is OverwriteKind.ROLE),
    )
