"""Searching a guild's messages: page after page, until enough is found that the caller may read.

How many messages there are besides is not told, nor where they stand: what the caller may not read is as if it were
not there. So a page of ours ends with a message that they read, and what comes next is named by that one; where the
time was over before another was found, by the moment up to which was looked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue, TypeAdapter

from guildhall.discord.ids import GuildId, MessageId
from guildhall.discord.limits import SEARCH_PAGE_COUNT
from guildhall.discord.parsing import parsed
from guildhall.discord.routes import Route
from guildhall.discord.types.base import DiscordObject
from guildhall.discord.types.channel import Channel
from guildhall.discord.types.message import Message
from guildhall.operations.fields import OurText
from guildhall.operations.history import SPARE_S
from guildhall.operations.message_criteria import Order
from guildhall.operations.message_shown import MessagePlaced
from guildhall.operations.message_sight import Sight
from guildhall.operations.sparse import Sparse

SEARCH = Route("GET /guilds/{guild_id}/messages/search")
_MOST_PAGES = 6
_NOT_INDEXED = 110_000
_PATIENCE_S = 5.0
_BELOW_MOMENT = 22
"""Bits of an id below its moment in milliseconds."""
type Query = Mapping[str, str | int | bool | Sequence[str]]


class _Page(DiscordObject):
    """A page; in place of one Discord may say that it has to read the guild first."""

    messages: tuple[tuple[Message, ...], ...] = ()
    threads: tuple[Channel, ...] = ()
    total_results: int = 0
    doing_deep_historical_index: bool = False
    code: int = 0
    retry_after: float = 0


class MessagesFound(Sparse):
    """Messages by channel; `next_before` or `next_after` goes on; `retry_after_s` while Discord has to index first."""

    messages: list[MessagePlaced]
    next_before: MessageId | None = None
    next_after: MessageId | None = None
    retry_after_s: int | None = None
    notice: OurText = ""


@dataclass
class Search:
    """One search of a caller's.

    Attributes:
        criteria: What is wanted, by Discord's names.
        wanted: How many messages.
    """

    sight: Sight
    criteria: Query
    order: Order
    wanted: int
    found: list[Message] = field(default_factory=list)
    past: MessageId | None = None
    past_is_hidden: bool = False
    offset: int = 0
    partly_indexed: bool = False

    def run(self, guild_id: GuildId) -> MessagesFound:
        """Look until enough is found, nothing more is there, or the time is over."""
        exhausted, retry_after_s = False, None
        for _ in range(_MOST_PAGES):
            page = self._page(guild_id)
            if page.code == _NOT_INDEXED:
                retry_after_s = max(1, round(page.retry_after))
                break
            exhausted = self._take(page)
            if exhausted or len(self.found) >= self.wanted or self.sight.ports.remaining_s < SPARE_S:
                break
        return self._result(guild_id, exhausted=exhausted, retry_after_s=retry_after_s)

    def _page(self, guild_id: GuildId) -> _Page:
        page = self._asked(guild_id)
        wait_s = max(1.0, page.retry_after)
        if page.code == _NOT_INDEXED and wait_s <= _PATIENCE_S and self.sight.ports.remaining_s > wait_s + SPARE_S:
            self.sight.ports.pause(wait_s)
            return self._asked(guild_id)
        return page

    def _asked(self, guild_id: GuildId) -> _Page:
        answer: JsonValue = self.sight.ports.discord.call(SEARCH, {"guild_id": guild_id}, query=self._query())
        return parsed(TypeAdapter(_Page), SEARCH, answer)

    def _query(self) -> Query:
        sort = {"sort_by": "relevance"} if self.order is Order.RELEVANCE else {"sort_by": "timestamp"}
        if self.order is not Order.RELEVANCE:
            sort["sort_order"] = "asc" if self.order is Order.OLDEST else "desc"
        going_on: dict[str, str | int] = {"offset": self.offset} if self.offset else {}
        if self.past is not None:
            going_on["min_id" if self.order is Order.OLDEST else "max_id"] = self.past
        return {**self.criteria, **sort, **going_on, "limit": SEARCH_PAGE_COUNT}

    def _take(self, page: _Page) -> bool:
        """Keep what the caller may read of a page; return whether it was the last one."""
        self.sight.learn(page.threads)
        self.partly_indexed = self.partly_indexed or page.doing_deep_historical_index
        hits = [row[0] for row in page.messages if row]
        for message in hits:
            if len(self.found) == self.wanted:
                return False
            if self.order is not Order.RELEVANCE:
                self.past = message.id
            self.past_is_hidden = not self.sight.reads(message.channel_id)
            if not self.past_is_hidden:
                self.found.append(message)
        self.offset += SEARCH_PAGE_COUNT if self.order is Order.RELEVANCE else 0
        if len(self.found) == self.wanted:
            return False
        # A page may be short of what there is: Discord leaves out what it cannot read fast enough.
        return not hits or page.total_results <= len(hits) + max(0, self.offset - SEARCH_PAGE_COUNT)

    def _mark(self) -> MessageId | None:
        """Return where to go on: of a message that is not the caller's to know nothing but its moment."""
        if self.past is None or not self.past_is_hidden:
            return self.past
        moment = (int(self.past) >> _BELOW_MOMENT) + (self.order is Order.NEWEST)
        return MessageId(str(moment << _BELOW_MOMENT))

    def _result(self, guild_id: GuildId, *, exhausted: bool, retry_after_s: int | None) -> MessagesFound:
        more = None if exhausted or retry_after_s or self.order is Order.RELEVANCE else self._mark()
        notice = "Discord is still indexing this server, so older messages may be missing." * self.partly_indexed
        if retry_after_s is not None:
            notice = f"Discord has not indexed this server yet. Ask again in {retry_after_s} seconds."
        return MessagesFound(
            messages=[MessagePlaced.at(message, guild_id) for message in self.found],
            next_before=more if self.order is Order.NEWEST else None,
            next_after=more if self.order is Order.OLDEST else None,
            retry_after_s=retry_after_s,
            notice=notice,
        )
