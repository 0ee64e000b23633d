"""resolve.role."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import RoleId
from guildhall.discord.routes import GET_GUILD
from guildhall.operations import meanings
from guildhall.operations.ports import Ports
from guildhall.operations.resolve._asked import asked
from guildhall.operations.resolving import Query, Resolved, ResolveOperation
from guildhall.operations.spec import Discloses, Risk, Spec


class ResolveRole(ResolveOperation):
    """Find which role is meant by a name, mention or id.

    If several are called so, it answers with these to choose.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="resolve:read",
        permission=None,
        why="Discord tells every member's client the guild's roles.",
        route=GET_GUILD,
        source="resources/guild#get-guild",
    )
    discloses = Discloses.TO_GUILD

    query: Annotated[Query, Field(description="Such as @Helper, or a mention or id.", examples=["@Helper"])]

    def execute(self, ports: Ports) -> Resolved:
        """Look it up."""
        role_id, name = asked(self.query, RoleId, "@")
        known = meanings.the_role(ports, self.guild_id, role_id) if role_id else None
        return Resolved(matches=[known.match]) if known else self.settled(name, meanings.roles(ports, self.guild_id))
