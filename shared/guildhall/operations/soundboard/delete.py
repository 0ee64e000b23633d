"""soundboard.delete."""

from guildhall.discord.ids import SoundId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.operations.base import Reasoned
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, seen
from guildhall.operations.soundboard._sound import SoundOperation
from guildhall.operations.spec import Risk, Spec


class SoundDeleted(Model):
    """The sound that is gone."""

    sound_id: SoundId


class DeleteSound(SoundOperation[SoundDeleted], Reasoned):
    """Delete a sound of a guild's soundboard for good."""

    spec = Spec(
        risk=Risk.DESTRUCTIVE,
        scope="expressions:manage",
        permission=Permission.MANAGE_GUILD_EXPRESSIONS,
        route=Route("DELETE /guilds/{guild_id}/soundboard-sounds/{sound_id}"),
        source="resources/soundboard#delete-guild-soundboard-sound",
    )

    def preview(self, ports: Ports) -> Preview:
        """Show which one goes."""
        now = self.now(ports)
        return Preview(
            summary=f"Delete the sound {now.name} for good",
            targets=(now.target,),
            irreversible="The sound itself cannot be brought back.",
            **seen(sound=now),
        )

    def execute(self, ports: Ports) -> SoundDeleted:
        """Delete it."""
        self.send(ports)
        return SoundDeleted(sound_id=self.sound_id)
