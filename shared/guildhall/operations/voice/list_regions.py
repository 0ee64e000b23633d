"""voice.list_regions."""

from guildhall.discord.routes import Route
from guildhall.operations.base import Operation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import listed
from guildhall.operations.spec import Discloses, Risk, Spec
from guildhall.operations.voice._regions import VoiceRegion, VoiceRegions


class ListVoiceRegions(Operation[VoiceRegions]):
    """List the regions from which Discord serves voice, for channel.edit; the optimal one is the nearest."""

    spec = Spec(
        risk=Risk.READ,
        scope="voice:read",
        permission=None,
        why="Discord's regions are the same for everybody.",
        route=Route("GET /voice/regions"),
        source="resources/voice#list-voice-regions",
    )
    discloses = Discloses.TO_GUILD

    def execute(self, ports: Ports) -> VoiceRegions:
        """Read them."""
        return VoiceRegions(regions=listed(ports, Route("GET /voice/regions"), {}, VoiceRegion))
