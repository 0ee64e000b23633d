"""What the operations on one overwrite of a channel share."""

from pydantic import JsonValue

from guildhall.discord.ids import RoleId, UserId
from guildhall.operations.base import Acts, ChannelOperation, Reasoned
from guildhall.operations.channel._reverting import overwrite_back, remembered_overwrite
from guildhall.operations.channel._setting import (
    NEITHER,
    OverwriteSet,
    Whose,
    preview_setting,
    risk_of_setting,
)
from guildhall.operations.channel._standing import Sides, Standing
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk


class OverwriteOperation(ChannelOperation[OverwriteSet], Reasoned):
    """An operation on what a channel says of one role or member."""

    overwrite_id: Whose

    def after(self, now: Standing) -> Sides | None:
        """Return what is said of them then; None = nothing any more."""
        return None

    def acts_on(self) -> Acts:
        """Return whose it is, member or role; nobody has to stand above them."""
        return Acts(peer_ids=(UserId(self.overwrite_id),), peer_role_ids=(RoleId(self.overwrite_id),))

    def risk(self, ports: Ports) -> Risk:
        """Return DESTRUCTIVE where they gain something dangerous, as by a denial that goes."""
        now = self.now(ports)
        return risk_of_setting(now, self.after(now) or NEITHER)

    def preview(self, ports: Ports) -> Preview:
        """Show both sides before and after."""
        now = self.now(ports)
        return preview_setting(ports, now, self.after(now))

    def prior(self, ports: Ports) -> JsonValue:
        """Read what is said of them."""
        return remembered_overwrite(self.now(ports))

    def reversal(self, prior: JsonValue, result: OverwriteSet) -> Reversal | None:
        """Return the call that lets the channel say of them what it said."""
        return overwrite_back(self.channel_id, prior, result)

    def now(self, ports: Ports) -> Standing:
        """Return how it stands."""
        return Standing.read(ports, self.channel_id, self.overwrite_id)
