"""soundboard.list_default."""

from guildhall.discord.ids import SoundId
from guildhall.operations.base import Operation
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Shown
from guildhall.operations.soundboard._sound import DEFAULTS
from guildhall.operations.spec import Discloses, Risk, Spec


class DefaultSound(Shown):
    """A sound of Discord's own."""

    sound_id: SoundId
    name: OurText = ""
    volume: float = 1.0
    emoji_name: OurText = ""


class DefaultSoundsListed(Model):
    """Sounds of Discord's own."""

    sounds: list[DefaultSound]


class ListDefaultSounds(Operation[DefaultSoundsListed]):
    """List Discord's own soundboard sounds, which are there in every guild."""

    spec = Spec(
        risk=Risk.READ,
        scope="expressions:read",
        permission=None,
        why="They are Discord's own, and the same for everybody.",
        route=DEFAULTS,
        source="resources/soundboard#list-default-soundboard-sounds",
    )
    discloses = Discloses.TO_GUILD

    def execute(self, ports: Ports) -> DefaultSoundsListed:
        """Read them."""
        return DefaultSoundsListed(sounds=DefaultSound.read_all(self.send(ports), DEFAULTS))
