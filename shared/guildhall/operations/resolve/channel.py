"""resolve.channel."""

from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import ChannelId
from guildhall.discord.routes import LIST_GUILD_CHANNELS
from guildhall.operations import meanings
from guildhall.operations.ports import Ports
from guildhall.operations.resolve._asked import asked
from guildhall.operations.resolving import Query, Resolved, ResolveOperation
from guildhall.operations.spec import Risk, Spec


class ResolveChannel(ResolveOperation):
    """Find which channel, category or open thread is meant by a name, mention, link or id.

    If several are called so, it answers with these to choose.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="resolve:read",
        permission=None,
        why="Only channels and threads that the caller sees are looked at.",
        route=LIST_GUILD_CHANNELS,
        also=(meanings.ACTIVE_THREADS,),
        source="resources/guild#get-guild-channels",
    )
    query: Annotated[Query, Field(description="Such as #general, or a mention, link or id.", examples=["#general"])]

    def execute(self, ports: Ports) -> Resolved:
        """Look it up."""
        channel_id, name = asked(self.query, ChannelId, "#")
        known = meanings.the_channel(ports, self.guild_id, channel_id) if channel_id else None
        if known:
            return Resolved(matches=[known.match])
        return self.settled(name, meanings.channels(ports, self.guild_id, name))
