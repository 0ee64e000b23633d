"""What the lists of a channel's archived threads share."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from guildhall.operations.base import ChannelOperation
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Query
from guildhall.operations.thread_shown import ArchivedListed, ThreadsPage

FEWEST, MOST = 2, 100
Limit = Annotated[int, Field(ge=FEWEST, le=MOST)]
"""Discord's own bounds."""


class ArchivedThreads(ChannelOperation[ArchivedListed]):
    """A list of archived threads that whoever may ask sees as a whole."""

    limit: Limit = 50
    before: Annotated[datetime | None, Field(description="Only threads archived before this moment.")] = None

    def execute(self, ports: Ports) -> ArchivedListed:
        """Read them."""
        return ArchivedListed.of(ThreadsPage.read(self.send(ports, query=asked(self.limit, self.before))))


def asked(limit: int, before: datetime | None) -> Query:
    """Return the query for one page; a moment without a zone is one of UTC."""
    if before is None:
        return {"limit": limit}
    moment = before if before.tzinfo else before.replace(tzinfo=UTC)
    return {"limit": limit, "before": moment.isoformat()}
