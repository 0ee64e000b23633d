"""soundboard.edit."""

from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, diff, seen
from guildhall.operations.reversal import Reversal, fields
from guildhall.operations.soundboard._changed import Changed
from guildhall.operations.soundboard._sound import SoundOperation, SoundShown
from guildhall.operations.spec import Risk, Spec


class EditSound(Changed, SoundOperation[SoundShown], Reasoned):
    """Change a guild sound's name, volume or emoji; `clear` emoji leaves it without one."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="expressions:manage",
        permission=Permission.MANAGE_GUILD_EXPRESSIONS,
        route=Route("PATCH /guilds/{guild_id}/soundboard-sounds/{sound_id}"),
        source="resources/soundboard#modify-guild-soundboard-sound",
        idempotent=True,
    )

    def preview(self, ports: Ports) -> Preview:
        """Show the fields that change."""
        now = self.now(ports)
        changes = diff(now.settings(), self.given())
        return Preview(summary=f"Edit the sound {now.name}", targets=(now.target,), changes=changes, **seen(sound=now))

    def execute(self, ports: Ports) -> SoundShown:
        """Edit it."""
        return SoundShown.read(self.send(ports, body=self.body()))

    def prior(self, ports: Ports) -> JsonValue:
        """Read its name, volume and emoji."""
        return self.now(ports).settings()

    def reversal(self, prior: JsonValue, result: SoundShown) -> Reversal:
        """Return the edit back."""
        sound: dict[str, JsonValue] = {"guild_id": str(self.guild_id), "sound_id": str(self.sound_id)}
        left = {name: value for name, value in result.settings().items() if name in self.given()}
        return Reversal(operation="soundboard.edit", arguments={**sound, **self.back(fields(prior))}, left=left)
