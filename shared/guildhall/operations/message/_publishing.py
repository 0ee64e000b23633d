"""Which messages can be published, and by whom."""

from guildhall.discord.permissions import Permission, describe
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.discord.types.message import Message
from guildhall.errors import InvalidArguments, PermissionMissing
from guildhall.operations.ports import Ports

_PUBLISHED, _COPY = 1 << 0, 1 << 1
"""Source: https://docs.discord.com/developers/resources/message#message-object-message-flags"""


def publishable(ports: Ports, channel: Channel, message: Message) -> None:
    """Refuse what cannot be published, and what is not the caller's to publish.

    Raises:
        InvalidArguments: The channel is for no announcements, or the message was published before.
        PermissionMissing: Another member wrote it, and the caller may not manage messages there.
    """
    if channel.type is not ChannelType.GUILD_ANNOUNCEMENT or channel.guild_id is None:
        raise InvalidArguments("Only messages of an announcement channel are published.", "Name one of those.")
    if message.flags & (_PUBLISHED | _COPY):
        raise InvalidArguments("That message was published already.", "There is nothing to do.")
    own = {ports.caller.me, ports.discord.bot_member(channel.guild_id).id}
    if message.author.id not in own and not ports.caller.in_channel(channel).has(Permission.MANAGE_MESSAGES):
        needed = describe(Permission.MANAGE_MESSAGES)
        raise PermissionMissing(
            f"You lack {' and '.join(needed)} in <#{channel.id}>, and somebody else wrote that message.",
            "Ask whoever wrote it, or an administrator.",
            who="caller",
            needed=needed,
        )
