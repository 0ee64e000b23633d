"""event.count_users."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from guildhall.discord.ids import EventId
from guildhall.discord.routes import Route
from guildhall.operations.event._event import EventOperation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import At, Shown
from guildhall.operations.spec import Risk, Spec

_MOST = 10


def _numbers(value: object) -> object:
    counts = value if isinstance(value, dict) else {}
    return {name: count for name, count in counts.items() if str(name).isdecimal() and isinstance(count, int)}


class InterestedCounted(Shown):
    """How many are interested in an event, and in single times of it by the ids of those."""

    interested_count: int = At("guild_scheduled_event_count", default=0)
    exception_counts: Annotated[dict[EventId, int], BeforeValidator(_numbers)] = At(
        "guild_scheduled_event_exception_counts", default={}
    )


class CountEventUsers(EventOperation[InterestedCounted]):
    """Count who is interested in a scheduled event, and in up to 10 changed times of one that comes again."""

    spec = Spec(
        risk=Risk.READ,
        scope="events:read",
        permission=None,
        why="Every member who sees an event sees how many are interested in it.",
        route=Route("GET /guilds/{guild_id}/scheduled-events/{event_id}/users/counts"),
        source="resources/guild-scheduled-event#get-guild-scheduled-event-users",
    )
    exception_ids: Annotated[frozenset[EventId], Field(max_length=_MOST, description="Changed times.")] = frozenset()

    def execute(self, ports: Ports) -> InterestedCounted:
        """Count them."""
        asked = {"guild_scheduled_event_exception_ids": [*sorted(self.exception_ids, key=int)]}
        return InterestedCounted.read(self.send(ports, query=asked if self.exception_ids else None), self.spec.route)
