"""invite.list_in_channel."""

from guildhall.discord.permissions import Permission
from guildhall.operations.base import ChannelOperation
from guildhall.operations.invite._invite import LIST_IN_CHANNEL, InvitesListed
from guildhall.operations.invite._shown import InviteShown
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed
from guildhall.operations.spec import Risk, Spec


class ListInvitesInChannel(ChannelOperation[InvitesListed]):
    """List the invites into one channel, with who made them and how often they were used."""

    spec = Spec(
        risk=Risk.READ,
        scope="invites:read",
        permission=Permission.VIEW_CHANNEL | Permission.MANAGE_CHANNELS,
        route=LIST_IN_CHANNEL,
        source="resources/channel#get-channel-invites",
    )

    def execute(self, ports: Ports) -> InvitesListed:
        """Read them."""
        return InvitesListed(invites=listed(ports, LIST_IN_CHANNEL, {"channel_id": self.channel_id}, InviteShown))
