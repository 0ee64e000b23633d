"""Which messages can be published, and by whom."""

from typing import TYPE_CHECKING

from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import ChannelType
from guildhall.errors import InvalidArguments
from guildhall.operations.holding import require_of_bot, require_of_caller
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel
    from guildhall.discord.types.message import Message

_PUBLISHED, _COPY = 1 << 0, 1 << 1
"""Source: https://docs.discord.com/developers/resources/message#message-object-message-flags"""


def publishable(ports: Ports, channel: "Channel", message: "Message") -> None:
    """Refuse what cannot be published, and what is not the caller's, or not the bot's, to publish.

    Raises:
        InvalidArguments: The channel is for no announcements, or the message was published before.
        PermissionMissing: Somebody else wrote it, and who publishes it may not manage messages there.
    """
    if channel.type is not ChannelType.GUILD_ANNOUNCEMENT or channel.guild_id is None:
        raise InvalidArguments("Only messages of an announcement channel are published.", "Name one of those.")
    if message.flags & (_PUBLISHED | _COPY):
        raise InvalidArguments("That message was published already.", "There is nothing to do.")
    if message.author.id == ports.discord.bot_member(channel.guild_id).id:
        return
    # To Discord it is the bot that publishes: what its caller wrote is somebody else's too.
    because, hint = "somebody else wrote that message", "Ask an administrator, or let the bot write it."
    if not ports.caller.is_me(message.author.id):
        require_of_caller(ports, channel, Permission.MANAGE_MESSAGES, because, hint)
    require_of_bot(ports, channel, Permission.MANAGE_MESSAGES, because, hint)
