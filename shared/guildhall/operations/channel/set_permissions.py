"""channel.set_permissions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.discord.types.channel import Overwrite
from guildhall.operations.base import Acts
from guildhall.operations.channel._overwrites import Overwrites
from guildhall.operations.channel._overwriting import touched
from guildhall.operations.channel_replacing import ReplacingOperation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


class SetChannelPermissions(ReplacingOperation):
    """Set all that a channel says of up to 100 roles and members; what it says of anybody else goes."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel",
        idempotent=True,
    )
    permission_overwrites: Overwrites

    def acts_on(self) -> Acts:
        """Return the members and roles that get an overwrite; nobody has to stand above them."""
        return touched(self.permission_overwrites)

    def summary(self, ports: Ports, channel: "Channel") -> str:
        """Return in one sentence what is done."""
        return f"Set all that {channel.name} says of roles and members"

    def after(self, ports: Ports, channel: "Channel") -> Sequence[Overwrite]:
        """Return what is given."""
        return [Overwrite.model_validate(each.wire) for each in self.permission_overwrites]
