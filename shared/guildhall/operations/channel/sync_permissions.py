"""channel.sync_permissions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.channel_replacing import ReplacingOperation
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, Overwrite


class SyncChannelPermissions(ReplacingOperation):
    """Let a channel say of roles and members exactly what its category says, in place of what it said."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel",
        idempotent=True,
    )

    def summary(self, ports: Ports, channel: "Channel") -> str:
        """Return in one sentence what is done."""
        return f"Give {channel.name} the permissions of its category"

    def after(self, ports: Ports, channel: "Channel") -> Sequence["Overwrite"]:
        """Return what the category says."""
        if channel.parent_id is None or channel.guild_id is None:
            raise InvalidArguments("That channel stands in no category.", "Move it into one, or copy a channel's.")
        return other_channel(
            ports, channel.guild_id, channel.parent_id, operation=self.full_name()
        ).permission_overwrites
