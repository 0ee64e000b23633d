"""One overwrite of a channel as it stands."""

from typing import TYPE_CHECKING, NamedTuple, Self

from guildhall.discord.ids import ChannelId, GuildId, RoleId, UserId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.discord.types.channel import OverwriteType
from guildhall.errors import DiscordNotFound, InvalidArguments
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel, Overwrite

type Sides = tuple[Permission, Permission]
"""What is allowed, and what is denied."""


class Standing(NamedTuple):
    """A channel, somebody in it, and the overwrite that stands there for them; None where there is none."""

    channel: "Channel"
    guild_id: GuildId
    kind: OverwriteType
    name: str
    overwrite: "Overwrite | None"

    @classmethod
    def read(cls, ports: Ports, channel_id: ChannelId, whose: RoleId | UserId) -> Self:
        """Return how it stands now.

        Raises:
            InvalidArguments: The channel has no overwrites.
            DiscordNotFound: There is no such role or member.
        """
        channel = ports.discord.channel(channel_id)
        if channel.guild_id is None or channel.is_thread:
            raise InvalidArguments("A thread has no permissions of its own.", "Name the channel that it hangs on.")
        role = ports.discord.guild(channel.guild_id).role(whose)
        kind = OverwriteType.ROLE if role else OverwriteType.MEMBER
        overwrite = channel.overwrite(whose, kind)
        name = role.name if role else _member(ports, channel.guild_id, UserId(whose), there=overwrite is not None)
        return cls(channel, channel.guild_id, kind, name, overwrite)

    @property
    def sides(self) -> Sides:
        """What it allows and denies; an overwrite that is not there does neither."""
        return (self.overwrite.allow, self.overwrite.deny) if self.overwrite else (NO_PERMISSIONS, NO_PERMISSIONS)


def _member(ports: Ports, guild_id: GuildId, user_id: UserId, *, there: bool) -> str:
    """Return a member's name; of somebody who left, an overwrite may still be there."""
    try:
        return ports.discord.member(guild_id, user_id).display
    except DiscordNotFound:
        if not there:
            raise
        return f"<@{user_id}>, who left"
