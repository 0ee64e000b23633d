"""member.list."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.discord.limits import MEMBERS_PAGE_COUNT
from guildhall.discord.routes import LIST_GUILD_MEMBERS
from guildhall.operations.base import GuildOperation
from guildhall.operations.member._roster import page
from guildhall.operations.member._shown import MemberShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class MembersListed(Model):
    """Members by id; `next_after` goes on after the last one, None at the end."""

    members: list[MemberShown]
    next_after: UserId | None


class ListMembers(GuildOperation[MembersListed]):
    """List a guild's members by id, up to 1000 at once; takes the Server Members intent."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=None,
        why="Every member sees the others in the client.",
        route=LIST_GUILD_MEMBERS,
        source="resources/guild#list-guild-members",
    )
    limit: Annotated[int, Field(ge=1, le=MEMBERS_PAGE_COUNT)] = 100
    after: UserId | None = None

    def execute(self, ports: Ports) -> MembersListed:
        """Read a page."""
        guild = ports.discord.guild(self.guild_id)
        members = page(ports, self.guild_id, self.after, self.limit)
        more = members[-1].id if len(members) == self.limit else None
        return MembersListed(members=[MemberShown.of(member, guild, ports.now) for member in members], next_after=more)
