"""Searching for threads: what Discord is asked, and what it answers, which may be that it does not know yet."""

from collections.abc import Callable
from enum import StrEnum

from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import ChannelId
from guildhall.operations.body import body_of
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports
from guildhall.operations.shown import Query, Shown
from guildhall.operations.thread._seeing import visible
from guildhall.operations.thread_shown import ThreadShown, ThreadsPage

_PATIENCE_S = 5
"""As long as a search waits for Discord's index by itself."""
_NAMES = {"tag_matching": "tag_setting", "after": "min_id", "before": "max_id"}


class TagMatching(StrEnum):
    """Whether a post has to carry all the tags, or one of them."""

    ALL = "all"
    SOME = "some"

    @property
    def wire(self) -> str:
        """Discord's word for it."""
        return f"match_{self.value}"


class SortBy(StrEnum):
    """By what threads are ordered."""

    RELEVANCE = "relevance"
    BEGINNING = "beginning"
    LAST_MESSAGE = "last_message"
    ARCHIVING = "archiving"

    @property
    def wire(self) -> str:
        """Discord's word for it."""
        return _SORTS[self]


_SORTS = {
    SortBy.RELEVANCE: "relevance",
    SortBy.BEGINNING: "creation_time",
    SortBy.LAST_MESSAGE: "last_message_time",
    SortBy.ARCHIVING: "archive_time",
}


class SortOrder(StrEnum):
    """In which direction."""

    ASCENDING = "ascending"
    DESCENDING = "descending"

    @property
    def wire(self) -> str:
        """Discord's word for it."""
        return "asc" if self is SortOrder.ASCENDING else "desc"


class ThreadsFound(Model):
    """What was found; `next_offset` continues. Where it is not `indexed` yet, ask again after `retry_after_s`."""

    threads: list[ThreadShown]
    next_offset: int | None = None
    indexed: bool = True
    retry_after_s: int = 0
    unchecked_count: int = 0


class _NotIndexed(Shown):
    """What Discord answers while it has no index."""

    retry_after: int | None = None


def asked(search: BaseModel) -> Query:
    """Return the query of a search; several tags are one text."""
    body = body_of(search, without=("channel_id", "tag_ids"))
    query: dict[str, str | int | bool] = {
        _NAMES.get(name, name): value for name, value in body.items() if isinstance(value, str | int | bool)
    }
    tags = sorted(getattr(search, "tag_ids", ()), key=int)
    if not tags:
        query.pop("tag_setting", None)
    return query | ({"tag": ",".join(tags)} if tags else {})


def found_by(ports: Ports, search: Callable[[], JsonValue], channel_id: ChannelId, offset: int) -> ThreadsFound:
    """Return what a search finds, of it what the caller sees."""
    answer = search()
    wait = _wait_of(answer)
    if wait is not None and wait <= _PATIENCE_S and ports.pause(wait):
        answer = search()
        wait = _wait_of(answer)
    if wait is not None:
        return ThreadsFound(threads=[], indexed=False, retry_after_s=wait)
    page, parent = ThreadsPage.read(answer), ports.discord.channel(channel_id)
    seen, unchecked = visible(ports, page.threads, {parent.id: parent})
    more = offset + len(page.threads) if page.has_more and page.threads else None
    return ThreadsFound(threads=seen, next_offset=more, unchecked_count=unchecked)


def _wait_of(answer: JsonValue) -> int | None:
    """Return how long Discord wants to be left alone; None where it answered."""
    if isinstance(answer, dict) and "threads" in answer:
        return None
    return _NotIndexed.read(answer).retry_after or 0
