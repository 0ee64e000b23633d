"""resolve.any."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.routes import GET_USER, LIST_GUILD_CHANNELS
from guildhall.operations import meanings
from guildhall.operations.matching import Fit
from guildhall.operations.meanings_any import named, the_thing
from guildhall.operations.ports import Ports
from guildhall.operations.resolving import Query, Resolved, ResolveOperation
from guildhall.operations.spec import Risk, Spec


class ResolveAny(ResolveOperation):
    """Tell what an id, mention, link or name stands for, whatever it is of this guild.

    A channel, thread, message, role, member, account, emoji, or the guild; several of one name are asked about.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="resolve:read",
        permission=None,
        why="Only what the caller sees is looked at.",
        route=LIST_GUILD_CHANNELS,
        also=(meanings.ACTIVE_THREADS, meanings.EMOJIS, meanings.SEARCH, GET_USER),
        source="resources/guild#get-guild-channels",
    )
    query: Annotated[Query, Field(description="Any of these, such as #general or an id.", examples=["#general"])]

    def execute(self, ports: Ports) -> Resolved:
        """Look it up."""
        typed = self.query.strip()
        if known := the_thing(ports, self.guild_id, typed):
            return Resolved(matches=[known.model_copy(update={"fit": Fit.ID})])
        name, things = named(ports, self.guild_id, typed)
        return self.settled(name, things)
