"""Whether everybody who reads one channel may know what another one holds, told without looking at people.

`covers` says yes only if whoever can see the reply can surely read the source, and no wherever that takes a look at who
the members are.

    source    everybody sees it, nobody is denied anything           covered, wherever the reply goes
    source    #staff; the reply goes to #staff                       covered
    source    #staff; the reply goes to #general                     not covered
    source    #mods, hidden from all but the moderators, like #staff covered for #staff, and the other way round

Source: `docs/adr/0005-who-may-read-the-answer.md`
"""

from collections.abc import Mapping

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.rights import Place
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.discord.types.guild import Guild

type Parents = Mapping[ChannelId, Channel]
"""The channels on which threads hang, by id."""

_VIEW = Permission.VIEW_CHANNEL
_READ = _VIEW | Permission.READ_MESSAGE_HISTORY


def covers(source: Channel, reply: Channel, guild: Guild, parents: Parents) -> bool:
    """Return whether everybody who can see the reply's channel surely reads the source's, too."""
    if source.id == reply.id:
        return True
    there, here = _ruling(source, parents), _ruling(reply, parents)
    if there is None or here is None or {source.guild_id, reply.guild_id} != {guild.id}:
        return False
    if source.type is ChannelType.PRIVATE_THREAD or (there.nsfw and not here.nsfw):
        return False
    needed = _READ | (Permission.CONNECT if there.type.is_voice else NO_PERMISSIONS)
    if not _everybody_has(needed.without(_VIEW), there, guild):
        return False
    return there.id == here.id or _views(there) == _views(here) or _everybody_has(_VIEW, there, guild)


def _ruling(channel: Channel, parents: Parents) -> Channel | None:
    return Place(channel, parents.get(channel.parent_id) if channel.parent_id else None).ruling


def _everybody_has(needed: Permission, channel: Channel, guild: Guild) -> bool:
    """Return whether @everyone has it there, and no overwrite denies any of it to anybody."""
    if guild.everyone is None or any(entry.deny & needed for entry in channel.permission_overwrites):
        return False
    allowed = (entry.allow for entry in channel.permission_overwrites if entry.id == guild.id and entry.type == 0)
    return (guild.everyone.permissions | next(allowed, NO_PERMISSIONS)).has(needed)


def _views(channel: Channel) -> set[tuple[str, int, int, int]]:
    """Return what a channel's overwrites say of seeing it."""
    told = ((entry, entry.allow & _VIEW, entry.deny & _VIEW) for entry in channel.permission_overwrites)
    return {(str(entry.id), int(entry.type), int(allow), int(deny)) for entry, allow, deny in told if allow or deny}
