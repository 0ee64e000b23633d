"""A channel's history beyond one page, within the time of a call."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.limits import MESSAGES_PAGE_COUNT
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

SPARE_S = 4.0
"""Seconds of a call's time that reading leaves for what comes after it."""


@dataclass
class History:
    """Messages of a channel, read page by page as they are asked for: newest first, or oldest first after a mark.

    Attributes:
        before: Only what is older; likewise `after`, of which the oldest come first. At most one of them.
        most: How many messages at most.
        ended: Whether the end of the channel was reached, and not only that of what may be read at once.
    """

    ports: Ports
    channel_id: ChannelId
    most: int
    before: MessageId | None = None
    after: MessageId | None = None
    ended: bool = False

    def __iter__(self) -> Iterator["Message"]:
        """Yield them."""
        left = self.most
        while left > 0 and self.ports.remaining_s > SPARE_S:
            limit = min(left, MESSAGES_PAGE_COUNT)
            page = self._page(limit)
            yield from page
            self.ended = len(page) < limit
            if self.ended:
                return
            left -= len(page)
            if self.after is None:
                self.before = page[-1].id
            else:
                self.after = page[-1].id

    def _page(self, limit: int) -> list["Message"]:
        read = self.ports.discord.recent_messages
        if self.after is None:
            return read(self.channel_id, limit=limit, before=self.before)
        return read(self.channel_id, limit=limit, after=self.after)[::-1]
