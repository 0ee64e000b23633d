"""channel.delete_permissions."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import DiscordNotFound
from guildhall.operations.channel._overwriting_one import OverwriteOperation
from guildhall.operations.channel._setting import OverwriteSet
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview
from guildhall.operations.spec import Risk, Spec


class DeleteChannelPermissions(OverwriteOperation):
    """Take away all that a channel says of a role or member: what it allowed, and what it denied."""

    spec = Spec(
        risk=Risk.SENSITIVE,
        scope="channels:manage",
        permission=Permission.MANAGE_ROLES,
        route=Route("DELETE /channels/{channel_id}/permissions/{overwrite_id}"),
        source="resources/channel#delete-channel-permission",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show what goes."""
        if self.now(ports).overwrite is None:
            told = "The channel says nothing of them, so there is nothing to take away."
            raise DiscordNotFound(told, status=404, discord_code=10009)
        return super().preview(ports)

    def execute(self, ports: Ports) -> OverwriteSet:
        """Take it away."""
        self.send(ports)
        return OverwriteSet(channel_id=self.channel_id, overwrite_id=self.overwrite_id)
