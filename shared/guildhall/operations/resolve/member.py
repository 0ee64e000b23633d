"""resolve.member."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import UserId
from guildhall.operations import meanings
from guildhall.operations.ports import Ports
from guildhall.operations.resolve._asked import asked
from guildhall.operations.resolving import Query, Resolved, ResolveOperation
from guildhall.operations.spec import Discloses, Risk, Spec


class ResolveMember(ResolveOperation):
    """Find which member is meant by a nickname, display name, username, mention or id.

    If several are called so, it answers with these to choose.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="resolve:read",
        permission=None,
        why="Every member sees the others in the client.",
        route=meanings.SEARCH,
        source="resources/guild#search-guild-members",
    )
    discloses = Discloses.TO_GUILD

    query: Annotated[Query, Field(description="Such as @newcomer, or a mention or id.", examples=["@newcomer"])]

    def execute(self, ports: Ports) -> Resolved:
        """Look them up."""
        user_id, name = asked(self.query, UserId, "@")
        known = meanings.the_member(ports, self.guild_id, user_id) if user_id else None
        if known:
            return Resolved(matches=[known.match])
        return self.settled(name, meanings.members(ports, self.guild_id, name))
