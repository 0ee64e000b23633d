"""channel.unlock."""

from guildhall.discord.permissions import Permission
from guildhall.operations.channel._standing import Sides, Standing
from guildhall.operations.channel_locking import SET, LockingOperation
from guildhall.operations.spec import Risk, Spec


class UnlockChannel(LockingOperation):
    """Let everybody, or a role, write in a channel again as far as their roles let them."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_ROLES,
        route=SET,
        source="resources/channel#edit-channel-permissions",
        idempotent=True,
    )
    says = "Let {whom} write in {where} again"

    def after(self, now: Standing) -> Sides:
        """Return what is said of them then: writing is not denied."""
        allowed, denied = now.sides
        return allowed, denied.without(self.bits)
