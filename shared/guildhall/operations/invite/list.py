"""invite.list."""

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.invite._invite import InvitesListed
from guildhall.operations.invite._shown import InviteShown
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec

_ROUTE = Route("GET /guilds/{guild_id}/invites")


class ListInvites(GuildOperation[InvitesListed]):
    """List a guild's invites into channels that you see, with who made them and how often they were used."""

    spec = Spec(
        risk=Risk.READ,
        scope="invites:read",
        permission=Permission.MANAGE_GUILD,
        route=_ROUTE,
        source="resources/guild#get-guild-invites",
    )

    def execute(self, ports: Ports) -> InvitesListed:
        """Read them; one into a channel that the caller does not see is not shown."""
        invites = listed(ports, _ROUTE, {"guild_id": self.guild_id}, InviteShown)
        channels = ports.discord.channels(self.guild_id)
        own = {channel.id for channel in channels if ports.caller.in_channel(channel) & Permission.VIEW_CHANNEL}
        return InvitesListed(invites=[invite for invite in invites if invite.channel_id in own])
