"""role.list_members."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.limits import MEMBERS_PAGE_COUNT
from guildhall.discord.routes import LIST_GUILD_MEMBERS
from guildhall.operations.base import GuildOperation
from guildhall.operations.member._roster import Roster
from guildhall.operations.member._shown import MemberShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.role._danger import named
from guildhall.operations.spec import Risk, Spec


class RoleMembersListed(Model):
    """Members who have the role, by id; `next_after` goes on after the last one that was looked at, None at the end."""

    members: list[MemberShown]
    next_after: UserId | None


class ListRoleMembers(GuildOperation[RoleMembersListed]):
    """List the members who have a role; takes the Server Members intent, counts alone do not."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=None,
        why="Every member's client shows who has which role.",
        route=LIST_GUILD_MEMBERS,
        source="resources/guild#list-guild-members",
    )
    role_id: RoleId
    limit: Annotated[int, Field(ge=1, le=MEMBERS_PAGE_COUNT)] = 100
    after: UserId | None = None

    def execute(self, ports: Ports) -> RoleMembersListed:
        """Read members until there are enough."""
        guild = ports.discord.guild(self.guild_id)
        role, found = named(guild, self.role_id), []
        roster = Roster(ports, self.guild_id, self.after)
        for member in roster:
            if role.id in member.roles or str(role.id) == self.guild_id:
                found.append(MemberShown.of(member, guild, ports.now))
            if len(found) == self.limit:
                return RoleMembersListed(members=found, next_after=member.id)
        return RoleMembersListed(members=found, next_after=None if roster.whole else roster.read_to)
