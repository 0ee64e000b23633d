"""The sounds that are there, as Discord lists them."""

from guildhall.discord.ids import GuildId
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Shown, found
from guildhall.operations.soundboard._sound import LIST, SoundShown


class Sounds(Shown):
    """Discord's list of a guild's sounds."""

    items: tuple[SoundShown, ...] = ()


def sounds_of(ports: Ports, guild_id: GuildId) -> list[SoundShown]:
    """Return a guild's own sounds."""
    return [*found(ports, LIST, {"guild_id": guild_id}, Sounds).items]
