"""Waiting for a message: looking again and again, as long as a call lasts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from guildhall.clock import snowflake_at
from guildhall.discord.ids import ChannelId, MessageId
from guildhall.discord.limits import MESSAGES_PAGE_COUNT
from guildhall.operations.history import SPARE_S
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

EVERY_S = 2.0


class Waited(NamedTuple):
    """The messages that were waited for, oldest first, up to where was looked, and how long it took."""

    messages: list["Message"]
    looked_up_to: MessageId
    waited_s: float


def last_of(ports: Ports, channel_id: ChannelId) -> MessageId:
    """Return the newest message of a channel; of an empty one the mark of this moment."""
    newest = ports.discord.recent_messages(channel_id, limit=1)
    return newest[0].id if newest else MessageId(snowflake_at(ports.now))


def wait(
    ports: Ports, channel_id: ChannelId, after: MessageId, wait_s: float, wanted: Callable[["Message"], bool]
) -> Waited:
    """Look until there are messages after the mark that are wanted, or the time is over."""
    waited_s = 0.0
    while True:
        page = ports.discord.recent_messages(channel_id, limit=MESSAGES_PAGE_COUNT, after=after)
        found = [message for message in reversed(page) if wanted(message)]
        after = page[0].id if page else after
        crowded = len(page) == MESSAGES_PAGE_COUNT
        over = waited_s >= wait_s or ports.remaining_s < EVERY_S + SPARE_S
        if found or (over and not crowded) or ports.remaining_s < SPARE_S:
            return Waited(found, after, waited_s)
        if not crowded:
            pause_s = min(EVERY_S, wait_s - waited_s)
            ports.pause(pause_s)
            waited_s += pause_s
