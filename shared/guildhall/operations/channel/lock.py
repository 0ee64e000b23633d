"""channel.lock."""

from guildhall.discord.permissions import Permission
from guildhall.operations.channel._standing import Sides, Standing
from guildhall.operations.channel_locking import SET, LockingOperation
from guildhall.operations.spec import Risk, Spec


class LockChannel(LockingOperation):
    """Keep everybody, or a role, from writing in a channel and its threads.

    Whom another overwrite allows to write, and administrators, still can.
    """

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_ROLES,
        route=SET,
        source="resources/channel#edit-channel-permissions",
        idempotent=True,
    )
    says = "Keep {whom} from writing in {where}"

    def after(self, now: Standing) -> Sides:
        """Return what is said of them then: writing is denied."""
        allowed, denied = now.sides
        return allowed.without(self.bits), denied | self.bits
