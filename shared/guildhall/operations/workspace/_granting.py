"""Granting platform roles by hand: nobody deals with a role above their own, or with somebody who has one."""

from typing import NamedTuple, Self

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.types.guild import Guild, Member
from guildhall.identity import PlatformRole
from guildhall.operations.governing import refuse_above
from guildhall.operations.member._shown import target_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Change, Preview, seen


class RoleGranted(Model):
    """The platform role that somebody has now, and whether it was granted by hand."""

    user_id: UserId
    role: PlatformRole
    by_hand: bool


class Standing(NamedTuple):
    """What somebody is to a guild.

    Attributes:
        granted: The role granted by hand, if any; `without` is theirs where there is none.
    """

    guild: Guild
    member: Member
    granted: PlatformRole | None
    without: PlatformRole

    @classmethod
    def read(cls, ports: Ports, guild_id: GuildId, user_id: UserId) -> Self:
        """Return how a member stands."""
        guild, member = ports.discord.guild(guild_id), ports.discord.member(guild_id, user_id)
        return cls(guild, member, ports.rules.granted(guild_id).get(user_id), ports.rules.role_of(guild, member))

    def preview(self, ports: Ports, after: PlatformRole | None, summary: str) -> Preview:
        """Show a change of the granted role, if the caller may make it.

        Raises:
            PermissionMissing: A role above the caller's own has to do with it, also one that was taken down by hand.
        """
        own = ports.caller.platform_role()
        for role in filter(None, (self.granted, self.without, after)):
            refuse_above(own, role)
        change = Change(field="platform role", before=self.granted, after=after)
        return Preview(
            summary=summary,
            targets=(target_of(self.member),),
            changes=(change,) if self.granted is not after else (),
            requests=0,
            **seen(granted_role=self.granted, role_without_it=self.without, name=self.member.display),
        )
