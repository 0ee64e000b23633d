"""soundboard.get."""

from guildhall.operations.expressions import for_caller
from guildhall.operations.ports import Ports
from guildhall.operations.soundboard._sound import GET, SoundOperation, SoundShown
from guildhall.operations.spec import Risk, Spec


class GetSound(SoundOperation[SoundShown]):
    """Read one soundboard sound of a guild: its name, volume and emoji."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="Discord tells every member's client the guild's sounds.",
        route=GET,
        source="resources/soundboard#get-guild-soundboard-sound",
    )

    def execute(self, ports: Ports) -> SoundShown:
        """Read it."""
        return for_caller(ports, self.now(ports))
