"""Reading a channel's history beyond one page, within the time of a call."""

from collections.abc import Callable, Iterator

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.limits import MESSAGES_PAGE_COUNT
from guildhall.discord.types import Message
from guildhall.operations.ports import Ports

SPARE_S = 4.0
"""Seconds of a call's time that reading leaves for what comes after it."""


def older(ports: Ports, channel_id: ChannelId, before: MessageId | None, most: int) -> Iterator[Message]:
    """Yield messages, newest first, at most so many, as far as the call's time goes."""

    def page(anchor: MessageId | None, limit: int) -> list[Message]:
        return ports.discord.recent_messages(channel_id, limit=limit, before=anchor)

    return _pages(ports, page, before, most)


def newer(ports: Ports, channel_id: ChannelId, after: MessageId, most: int) -> Iterator[Message]:
    """Yield messages, oldest first; see `older`."""

    def page(anchor: MessageId | None, limit: int) -> list[Message]:
        return ports.discord.recent_messages(channel_id, limit=limit, after=anchor)[::-1]

    return _pages(ports, page, after, most)


def _pages(
    ports: Ports, page: Callable[[MessageId | None, int], list[Message]], anchor: MessageId | None, most: int
) -> Iterator[Message]:
    while most > 0 and ports.remaining_s > SPARE_S:
        limit = min(most, MESSAGES_PAGE_COUNT)
        found = page(anchor, limit)
        yield from found
        if len(found) < limit:
            return
        anchor, most = found[-1].id, most - len(found)
