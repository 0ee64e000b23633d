"""Many messages by id in few requests.

Discord reads one message by id, or a page of up to 100 before one. A page that ends with the newest wanted message
finds or disproves at least that one, and usually its neighbours too, so pages never cost more requests than single
reads.

    wanted 30 ids, all from today    -> 1 page
    wanted 2 ids, a year apart       -> 1 page, then 1 single read
"""

from collections.abc import Iterable
from typing import Protocol

from guildhall.discord.ids import MAX_SNOWFLAKE, ChannelId, MessageId
from guildhall.discord.limits import MESSAGES_PAGE_COUNT
from guildhall.discord.routes import GET_MESSAGE
from guildhall.discord.types.message import Message
from guildhall.errors import DiscordNotFound

_UNKNOWN_MESSAGE = 10008


class _MessageSource(Protocol):
    def message(self, channel_id: ChannelId, message_id: MessageId) -> Message: ...

    def recent_messages(
        self, channel_id: ChannelId, *, limit: int, before: MessageId | None = None
    ) -> list[Message]: ...


def collect(source: _MessageSource, channel_id: ChannelId, message_ids: Iterable[MessageId]) -> list[Message]:
    """Return exactly these messages, oldest first.

    Raises:
        DiscordNotFound: One of them is not in the channel; `details["missing"]` lists which.
    """
    wanted = sorted({int(message_id) for message_id in message_ids})
    count = len(wanted)
    found: dict[int, Message] = {}
    missing: list[str] = []
    while wanted:
        page, reached = _page(source, channel_id, wanted)
        seen = {int(message.id): message for message in page}
        while wanted and wanted[-1] >= reached:
            number = wanted.pop()
            if number in seen:
                found[number] = seen[number]
            else:
                missing.append(str(number))
    if missing:
        raise _not_found(missing[::-1], count)
    return [found[number] for number in sorted(found)]


def _page(source: _MessageSource, channel_id: ChannelId, wanted: list[int]) -> tuple[list[Message], int]:
    """Return messages, and the id from which on upwards (to the newest wanted one) none is unknown any more."""
    newest = wanted[-1]
    if len(wanted) == 1:
        return _single(source, channel_id, newest), newest
    anchor = MessageId(str(min(newest + 1, MAX_SNOWFLAKE)))
    page = source.recent_messages(channel_id, limit=MESSAGES_PAGE_COUNT, before=anchor)
    if not page:
        # Without the right to read the history Discord shows an empty page; a single read says so.
        return _single(source, channel_id, newest), 0
    return page, 0 if len(page) < MESSAGES_PAGE_COUNT else min(int(message.id) for message in page)


def _single(source: _MessageSource, channel_id: ChannelId, number: int) -> list[Message]:
    try:
        return [source.message(channel_id, MessageId(str(number)))]
    except DiscordNotFound as error:
        if error.discord_code != _UNKNOWN_MESSAGE:
            raise
        return []


def _not_found(missing: list[str], wanted_count: int) -> DiscordNotFound:
    one = len(missing) == 1
    which = "The message" if wanted_count == 1 else f"{len(missing)} of the messages"
    return DiscordNotFound(
        f"{which} {'is' if one else 'are'} not in the channel: {', '.join(missing)}.",
        f"{'It' if one else 'They'} may have been deleted, or stand in another channel: list those that are there.",
        status=404,
        discord_code=_UNKNOWN_MESSAGE,
        route=GET_MESSAGE.text,
        missing=missing,
    )
