"""The message that a question is about, where the job brings nothing but its id: a form keeps no more.

It is read by the bot, so it is read for those only who may read it themselves: whoever asks may have made up the id.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from guildhall.discord.permissions import Permission
from guildhall.discord.rights import channel_permissions
from guildhall.discord.routes import GET_MESSAGE
from guildhall.errors import DiscordError
from guildhall.execution.ports import DiscordAccess
from guildhall.surfaces.agent.job import Ask, Start, trimmed
from guildhall.surfaces.agent.ports import Asked

_NEEDED = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


def completed(asked: Asked, discord: DiscordAccess, now: datetime) -> Start:
    """Return the job with the whole message that it is about; as it is where that cannot be read."""
    start = asked.start
    if not isinstance(start, Ask) or start.target is None or "author" in start.target:
        return start
    path = {"channel_id": str(asked.channel_id), "message_id": str(start.target["id"])}
    try:
        found = discord.call(GET_MESSAGE, path) if _may_read(asked, discord, now) else None
    except DiscordError:
        return start
    if not isinstance(found, Mapping) or found.get("id") != path["message_id"]:
        return start
    return replace(start, target=trimmed(found))


def _may_read(asked: Asked, discord: DiscordAccess, now: datetime) -> bool:
    guild, member = discord.guild(asked.guild_id), discord.member(asked.guild_id, asked.principal.user_id)
    channel = discord.channel(asked.channel_id)
    parent = discord.channel(channel.parent_id) if channel.is_thread and channel.parent_id else None
    return channel_permissions(guild, member, channel, parent, now=now).has(_NEEDED)
