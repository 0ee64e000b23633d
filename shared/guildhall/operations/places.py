"""Which channels of a guild a caller sees, where a thing names many: a welcome screen, an onboarding.

One listing answers for all of them; `elsewhere.other_channel` does it for a single one. A channel that the server's
policy closes to this platform, or to the operation, is not named through it either.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import BaseModel

from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.permissions import Permission
from guildhall.errors import NotAMember
from guildhall.operations.closing import require_open
from guildhall.operations.ports import Ports
from guildhall.operations.wording import counted

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


def visible(ports: Ports, guild_id: GuildId) -> dict[ChannelId, "Channel"]:
    """Return the guild's channels that the caller sees, without threads."""
    channels = ports.discord.channels(guild_id)
    return {each.id: each for each in channels if ports.caller.in_channel(each) & Permission.VIEW_CHANNEL}


def without_hidden[M: BaseModel](ports: Ports, guild_id: GuildId, told: M, *names: str) -> M:
    """Return settings in which a channel that the caller does not see reads as none."""
    given = [name for name in names if getattr(told, name) is not None]
    known = visible(ports, guild_id) if given else {}
    return told.model_copy(update={name: None for name in given if getattr(told, name) not in known})


def unseen(count: int) -> str:
    """Return that a list which is set anew loses channels that the caller does not see, as the end of a sentence."""
    told = counted(count, "channel in it that you do not see goes", "channels in it that you do not see go")
    return f"; {told}" if count else ""


def require_visible(
    ports: Ports, guild_id: GuildId, channel_ids: Iterable[ChannelId], *, operation: str
) -> dict[ChannelId, "Channel"]:
    """Return the channels that an argument names; each has to be one of the guild's that the caller sees.

    Raises:
        NotAMember: One is not there, or it is not the caller's to see.
        ChannelForbidden: The server's policy closes one to this platform, or to this operation.
    """
    wanted = set(channel_ids)
    known = visible(ports, guild_id) if wanted else {}
    if missing := sorted(wanted - set(known), key=int):
        raise NotAMember(
            "One of the channels that you name is not there, or it is not yours to see.",
            "List the server's channels, and give ids from that list.",
            reason=f"channel {missing[0]} is not one that the caller sees",
        )
    named = {channel_id: known[channel_id] for channel_id in sorted(wanted, key=int)}
    for channel in named.values():
        require_open(ports, guild_id, channel, operation=operation, writes=False)
    return named
