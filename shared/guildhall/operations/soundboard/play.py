"""soundboard.play."""

from guildhall.discord.ids import GuildId, SoundId
from guildhall.discord.permissions import Permission
from guildhall.discord.routes import Route
from guildhall.errors import InvalidArguments
from guildhall.operations.base import ChannelOperation, Locus
from guildhall.operations.body import body_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, seen
from guildhall.operations.soundboard._playing import sound_for
from guildhall.operations.spec import Risk, Spec

_PLAYS = Permission.VIEW_CHANNEL | Permission.CONNECT | Permission.SPEAK | Permission.USE_SOUNDBOARD


class SoundPlayed(Model):
    """The sound that was played."""

    sound_id: SoundId


class PlaySound(ChannelOperation[SoundPlayed]):
    """Play a soundboard sound in a voice channel in which the bot is, neither muted nor deafened."""

    spec = Spec(
        risk=Risk.WRITE,
        scope="expressions:write",
        permission=_PLAYS,
        route=Route("POST /channels/{channel_id}/send-soundboard-sound"),
        source="resources/soundboard#send-soundboard-sound",
    )
    sound_id: SoundId
    source_guild_id: GuildId | None = None

    def needs(self, locus: Locus) -> Permission:
        """Return one more permission for a sound of another guild."""
        here = self.source_guild_id is None or (locus.guild is not None and locus.guild.id == self.source_guild_id)
        return super().needs(locus) | (Permission(0) if here else Permission.USE_EXTERNAL_SOUNDS)

    def preview(self, ports: Ports) -> Preview:
        """Show which sound is heard, and where."""
        channel = ports.discord.channel(self.channel_id)
        if channel.guild_id is None:
            raise InvalidArguments("That channel belongs to no server.", "Name a voice channel of a server.")
        sound = sound_for(ports, channel.guild_id, self.sound_id, self.source_guild_id)
        where = Target(id=channel.id, label=f"#{channel.name}")
        return Preview(
            summary=f"Play {sound.name} in #{channel.name}",
            targets=(where, sound.target),
            **seen(channel=channel.name, sound=sound),
        )

    def execute(self, ports: Ports) -> SoundPlayed:
        """Play it."""
        self.send(ports, body=body_of(self))
        return SoundPlayed(sound_id=self.sound_id)
