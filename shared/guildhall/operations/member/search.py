"""member.search."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from guildhall.discord.limits import MEMBERS_PAGE_COUNT
from guildhall.discord.parsing import parsed
from guildhall.discord.routes import Route
from guildhall.discord.types.guild import Member
from guildhall.operations.base import GuildOperation
from guildhall.operations.member._shown import MemberShown
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Risk, Spec


class MembersFound(Model):
    """Members whose username or nickname begins so; `more` says whether there may be others."""

    members: list[MemberShown]
    more: bool


class SearchMembers(GuildOperation[MembersFound]):
    """Find members by how their username or nickname begins, up to 1000 at once."""

    spec = Spec(
        risk=Risk.READ,
        scope="members:read",
        permission=None,
        why="Every member sees the others in the client.",
        route=Route("GET /guilds/{guild_id}/members/search"),
        source="resources/guild#search-guild-members",
    )
    query: Annotated[str, Field(min_length=1, max_length=100)]
    limit: Annotated[int, Field(ge=1, le=MEMBERS_PAGE_COUNT)] = 25

    def execute(self, ports: Ports) -> MembersFound:
        """Ask Discord."""
        answer = self.send(ports, query={"query": self.query, "limit": self.limit})
        found = parsed(TypeAdapter(list[Member]), self.spec.route, answer)
        guild = ports.discord.guild(self.guild_id)
        shown = [MemberShown.of(member, guild, ports.now) for member in found]
        return MembersFound(members=shown, more=len(found) == self.limit)
