"""Which sound is played: one of Discord's own, of this guild, or of another one that the caller is in."""

from guildhall.discord.ids import GuildId, SoundId
from guildhall.errors import NotAMember
from guildhall.operations.ports import Ports
from guildhall.operations.shown import found, listed
from guildhall.operations.soundboard._sound import DEFAULTS, GET, SoundShown


def sound_for(ports: Ports, guild_id: GuildId, sound_id: SoundId, source: GuildId | None) -> SoundShown:
    """Return the sound that is to be played.

    Raises:
        NotAMember: It is of a guild that is not the caller's.
        DiscordNotFound: There is no such sound.
    """
    if source is not None and source != guild_id:
        if not ports.caller.can_reach(source):
            raise NotAMember("There is no such sound that you can reach.", "Name a server that you are in.")
        return found(ports, GET, {"guild_id": source, "sound_id": sound_id}, SoundShown)
    defaults = {each.sound_id: each for each in listed(ports, DEFAULTS, {}, SoundShown)}
    return defaults.get(sound_id) or found(ports, GET, {"guild_id": guild_id, "sound_id": sound_id}, SoundShown)
