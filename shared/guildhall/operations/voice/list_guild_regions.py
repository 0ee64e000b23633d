"""voice.list_guild_regions."""

from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.voice._regions import VoiceRegion, VoiceRegions


class ListGuildVoiceRegions(GuildOperation[VoiceRegions]):
    """List the regions that can serve a guild's voice channels, with those that only it may use."""

    spec = Spec(
        risk=Risk.READ,
        scope="voice:read",
        permission=None,
        why="Discord shows every member the regions of a server.",
        route=Route("GET /guilds/{guild_id}/regions"),
        source="resources/guild#get-guild-voice-regions",
    )

    def execute(self, ports: Ports) -> VoiceRegions:
        """Read them."""
        return VoiceRegions(regions=VoiceRegion.read_all(self.send(ports), self.spec.route))
