"""channel.copy_permissions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.channel_replacing import ReplacingOperation
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, Overwrite


class CopyChannelPermissions(ReplacingOperation):
    """Let a channel say of roles and members exactly what another channel or category says."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES,
        route=Route("PATCH /channels/{channel_id}"),
        source="resources/channel#modify-channel",
        idempotent=True,
    )
    source_channel_id: Annotated[ChannelId, Field(description="The channel or category whose permissions are taken.")]

    def summary(self, ports: Ports, channel: "Channel") -> str:
        """Return in one sentence what is done."""
        return f"Give {channel.name} the permissions of {self._source(ports, channel).name}"

    def after(self, ports: Ports, channel: "Channel") -> Sequence["Overwrite"]:
        """Return what the other channel says."""
        return self._source(ports, channel).permission_overwrites

    def _source(self, ports: Ports, channel: "Channel") -> "Channel":
        guild_id, operation = GuildId(channel.guild_id or ""), self.full_name()
        source = other_channel(ports, guild_id, self.source_channel_id, operation=operation)
        if source.is_thread:
            raise InvalidArguments("A thread has no permissions of its own.", "Name the channel that it hangs on.")
        return source
