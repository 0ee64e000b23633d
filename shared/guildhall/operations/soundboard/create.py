"""soundboard.create."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import GuildOperation, Reasoned
from guildhall.operations.body import body_of
from guildhall.operations.emojis import Emoji
from guildhall.operations.expressions import states
from guildhall.operations.files import SoundGiven, as_data, digests, pictures, told
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal
from guildhall.operations.soundboard._given import SOUND_BYTES, SoundName, Volume, emoji_body
from guildhall.operations.soundboard._listing import sounds_of
from guildhall.operations.soundboard._sound import SoundShown
from guildhall.operations.spec import Risk, Spec
from guildhall.operations.wording import beside


class CreateSound(GuildOperation[SoundShown], Reasoned):
    """Add a sound to a guild's soundboard: MP3 or Ogg, at most 512 KiB and 5.2 s; boosts add room."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="expressions:write",
        permission=Permission.CREATE_GUILD_EXPRESSIONS,
        route=Route("POST /guilds/{guild_id}/soundboard-sounds"),
        source="resources/soundboard#create-guild-soundboard-sound",
    )
    name: SoundName
    sound: SoundGiven
    volume: Volume | None = None
    emoji: Emoji | None = None

    def preview(self, ports: Ports) -> Preview:
        """Show the new sound, and how many there are."""
        given, there = pictures(self, ports, sound=SOUND_BYTES), sounds_of(ports, self.guild_id)
        new: dict[str, JsonValue] = {"name": self.name, **told(given), "volume": self.volume, "emoji": self.emoji}
        return Preview(
            summary=f"Add the sound {self.name}{beside(len(there))}",
            changes=diff({}, {name: value for name, value in new.items() if value is not None}),
            **seen(sounds=states([*there]), **digests(given)),
        )

    def execute(self, ports: Ports) -> SoundShown:
        """Add it."""
        given = pictures(self, ports, sound=SOUND_BYTES)
        plain = body_of(self, without=(*given, "emoji"))
        return SoundShown.read(self.send(ports, body=plain | emoji_body(self.emoji) | as_data(self, given)))

    def reversal(self, prior: JsonValue, result: SoundShown) -> Reversal:
        """Return its deletion."""
        sound: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "sound_id": str(result.sound_id)}
        return Reversal(operation="soundboard.delete", arguments=sound)
