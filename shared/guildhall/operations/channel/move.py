"""channel.move."""

from pydantic import JsonValue

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Locus
from guildhall.operations.channel._moving import Moving
from guildhall.operations.channel_moved import ChannelsMoved, Move
from guildhall.operations.channel_moving import moved_back, remembered
from guildhall.operations.ports import DiscordPort, Ports
from guildhall.operations.preview import Preview
from guildhall.operations.reversal import Reversal
from guildhall.operations.spec import Risk, Spec


class MoveChannels(Moving, GuildOperation[ChannelsMoved]):
    """Move channels or categories to another place, into a category or out of it; 1 to 50 in one call."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="channels:manage",
        permission=Permission.MANAGE_CHANNELS,
        route=Route("PATCH /guilds/{guild_id}/channels"),
        source="resources/guild#modify-guild-channel-positions",
    )

    def locate(self, discord: DiscordPort) -> Locus:
        """Return the guild, and the category into which they go."""
        within = discord.channel(self.target_category_id) if self.target_category_id else None
        return Locus(guild=discord.guild(self.guild_id), within=within)

    def needs(self, locus: Locus) -> Permission:
        """Return the right to set permissions too, where they are taken over."""
        return Permission.MANAGE_CHANNELS | (Permission.MANAGE_ROLES if self.sync_permissions else NO_PERMISSIONS)

    def risk(self, ports: Ports) -> Risk:
        """Return more where permissions are taken over."""
        return Move.read(ports, self.guild_id, self).risk() if self.sync_permissions else self.spec.risk

    def preview(self, ports: Ports) -> Preview:
        """Show which channels go where."""
        return Move.read(ports, self.guild_id, self).preview(ports)

    def execute(self, ports: Ports) -> ChannelsMoved:
        """Move them."""
        return Move.read(ports, self.guild_id, self).make(ports, lambda body: self.send(ports, body=body))

    def prior(self, ports: Ports) -> JsonValue:
        """Read where they stand."""
        move = Move.read(ports, self.guild_id, self)
        return remembered(move.shelf, move.wish.moved)

    def reversal(self, prior: JsonValue, result: ChannelsMoved) -> Reversal | None:
        """Return the move back."""
        return moved_back(self.guild_id, prior, synced=self.sync_permissions)
