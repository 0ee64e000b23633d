"""soundboard.list."""

from guildhall.operations.base import GuildOperation
from guildhall.operations.expressions import all_for_caller
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.soundboard._listing import Sounds
from guildhall.operations.soundboard._sound import LIST, SoundShown
from guildhall.operations.spec import Risk, Spec


class SoundsListed(Model):
    """Sounds of a guild."""

    sounds: list[SoundShown]


class ListSounds(GuildOperation[SoundsListed]):
    """List a guild's own soundboard sounds with their ids, volumes and emojis."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="Discord tells every member's client the guild's sounds.",
        route=LIST,
        source="resources/soundboard#list-guild-soundboard-sounds",
    )

    def execute(self, ports: Ports) -> SoundsListed:
        """Read them."""
        return SoundsListed(sounds=all_for_caller(ports, [*Sounds.read(self.send(ports), LIST).items]))
