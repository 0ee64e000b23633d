"""What the caller or the bot needs beyond what an operation demands, where only its target tells that they do."""

from typing import TYPE_CHECKING

from guildhall.discord.permissions import NO_PERMISSIONS, Permission, describe
from guildhall.discord.rights import channel_permissions
from guildhall.errors import PermissionMissing
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


def require_of_caller(ports: Ports, channel: "Channel", needed: Permission, because: str, hint: str) -> None:
    """Require permissions of the caller in a channel of the call's guild.

    Args:
        ports: The call's.
        channel: The channel or thread.
        needed: What they have to have.
        because: Why, as the end of a sentence.
        hint: What to do without it.

    Raises:
        PermissionMissing: They lack some of it.
    """
    if lacking := describe(needed.without(ports.caller.in_channel(channel))):
        told = f"You lack {' and '.join(lacking)} in <#{channel.id}>, and {because}."
        raise PermissionMissing(told, hint, who="caller", needed=lacking)


def require_of_bot(ports: Ports, channel: "Channel", needed: Permission, because: str, hint: str) -> None:
    """Require permissions of the bot; as `require_of_caller`."""
    if lacking := describe(needed.without(_of_bot(ports, channel))):
        told = f"The bot lacks {' and '.join(lacking)} in <#{channel.id}>, and {because}."
        raise PermissionMissing(told, hint, who="bot", needed=lacking)


def _of_bot(ports: Ports, channel: "Channel") -> Permission:
    if channel.guild_id is None:
        return NO_PERMISSIONS
    guild, bot = ports.discord.guild(channel.guild_id), ports.discord.bot_member(channel.guild_id)
    parent = ports.discord.channel(channel.parent_id) if channel.is_thread and channel.parent_id else None
    return channel_permissions(guild, bot, channel, parent, now=ports.now)
