"""message.search."""

from typing import Annotated

from pydantic import Field

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId
from guildhall.operations.base import GuildOperation
from guildhall.operations.elsewhere import other_channel
from guildhall.operations.message_criteria import Criteria, Order
from guildhall.operations.message_searching import SEARCH, MessagesFound, Search
from guildhall.operations.message_sight import ACTIVE_THREADS, READ, Sight
from guildhall.operations.ports import Ports
from guildhall.operations.spec import Discloses, Risk, Spec


class SearchMessages(Criteria, GuildOperation[MessagesFound]):
    """Search a server's messages by text, author, mentions, files, links, wherever you can read.

    Up to 25 at a time, without their reactions. Discord indexes a server first, which may take a while.
    """

    spec = Spec(
        risk=Risk.READ,
        scope="messages:read",
        permission=None,
        why="Each message is shown only to a caller who may read the history of its channel.",
        route=SEARCH,
        also=(ACTIVE_THREADS,),
        source="resources/message#search-guild-messages",
    )
    # Entries could be sorted out by channel, but how many that are, and where the next page begins, would tell others
    # of messages that they cannot read.
    discloses = Discloses.TO_CALLER

    in_channel_ids: Annotated[
        frozenset[ChannelId], Field(max_length=25, description="Only in these channels and their active threads.")
    ] = frozenset()
    order: Order = Order.NEWEST
    limit: Annotated[int, Field(ge=1, le=limits.SEARCH_PAGE_COUNT)] = limits.SEARCH_PAGE_COUNT

    def execute(self, ports: Ports) -> MessagesFound:
        """Search."""
        for channel_id in sorted(self.in_channel_ids, key=int):
            other_channel(ports, self.guild_id, channel_id, READ, operation=self.full_name())
        sight = Sight(ports, self.guild_id, self.full_name())
        places = sight.places(sorted(self.in_channel_ids, key=int))
        if places == []:
            return MessagesFound(messages=[])
        within = {} if places is None else {"channel_id": [str(each) for each in places]}
        return Search(sight, {**self.query(), **within}, self.order, self.limit).run(self.guild_id)
