"""Which messages a purge takes, and how they go.

The newest messages are looked at, as many as is said; of those that every condition fits, the newest go, as many as is
said. What was written after the call began is none of them, so that what was shown is what goes. None is older than 14
days, for Discord deletes those only one by one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from guildhall.discord import limits
from guildhall.discord.ids import ChannelId, MessageId, UserId
from guildhall.errors import DiscordError, OutcomeUnknown
from guildhall.operations.base import Acts
from guildhall.operations.batch import SPARE_S, ItemStatus
from guildhall.operations.fields import Keep, OurText, Redaction
from guildhall.operations.message._deletable import FIXED
from guildhall.operations.model import Model
from guildhall.operations.ports import Ports

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

MOST_READ, MOST_DELETED = 500, 200
_MARGIN = timedelta(minutes=1)
_LINK = re.compile(r"https?://[^\s<>]")


class Authors(StrEnum):
    """Whose messages go."""

    ANYONE = "anyone"
    BOTS = "bots"
    PEOPLE = "people"


class Having(StrEnum):
    """What a message holds."""

    LINKS = "links"
    FILES = "files"
    EMBEDS = "embeds"
    STICKERS = "stickers"
    POLLS = "polls"


class Purging(Model):
    """Adds which messages go; each condition that is given has to fit."""

    within: Annotated[int, Field(ge=2, le=MOST_READ, description="So many of the newest messages are looked at.")]
    most: Annotated[
        int, Field(ge=2, le=MOST_DELETED, description="So many go at most, newest first; the budget counts them.")
    ] = 100
    author_ids: Annotated[frozenset[UserId], Field(max_length=25)] = frozenset()
    authors: Authors = Authors.ANYONE
    contains: Annotated[
        str | None,
        Field(min_length=1, max_length=200, description="Text, in whatever letter case."),
        Redaction(Keep.DIGEST),
    ] = None
    has: Annotated[frozenset[Having], Field(description="What each holds.")] = frozenset()
    older_than_s: Annotated[int | None, Field(ge=1)] = None
    newer_than_s: Annotated[int | None, Field(ge=1)] = None
    before: Annotated[MessageId | None, Field(description="Only messages before this one.")] = None
    after: Annotated[MessageId | None, Field(description="Only messages after this one.")] = None
    pinned: Annotated[bool, Field(description="Whether pinned ones go too.")] = False

    @model_validator(mode="after")
    def _some_time_between(self) -> Self:
        if self.older_than_s and self.newer_than_s and self.older_than_s >= self.newer_than_s:
            raise ValueError("nothing is older than older_than_s and newer than newer_than_s at once")
        return self

    def acts_on(self) -> Acts:
        """Return those whose messages are meant by name; nobody has to stand above them."""
        return Acts(peer_ids=tuple(sorted(self.author_ids, key=int)))

    def chosen(self, ports: Ports, channel_id: ChannelId) -> tuple[list["Message"], int]:
        """Return the messages that go, oldest first, and how many fit but are too old to go."""
        fitting = [each for each in self._looked_at(ports, channel_id) if self._fits(each, ports)]
        limit = ports.now - limits.BULK_DELETE_MAX_AGE + _MARGIN
        young = [message for message in fitting if message.timestamp > limit]
        return list(reversed(young[: self.most])), len(fitting) - len(young)

    def _looked_at(self, ports: Ports, channel_id: ChannelId) -> Iterator["Message"]:
        before, left = self.before, self.within
        while left:
            size = min(left, limits.MESSAGES_PAGE_COUNT)
            page = ports.discord.recent_messages(channel_id, limit=size, before=before)
            yield from page
            left -= len(page)
            if len(page) < size or (self.after is not None and int(page[-1].id) <= int(self.after)):
                return
            before = page[-1].id

    def _fits(self, message: "Message", ports: Ports) -> bool:
        age_s = (ports.now - message.timestamp).total_seconds()
        tests = (
            message.type not in FIXED,
            age_s >= 0,
            self.pinned or not message.pinned,
            not self.author_ids or message.author.id in self.author_ids,
            self.authors is Authors.ANYONE or message.author.bot is (self.authors is Authors.BOTS),
            self.contains is None or self.contains.casefold() in message.content.casefold(),
            all(_holds(message, each) for each in self.has),
            self.older_than_s is None or age_s > self.older_than_s,
            self.newer_than_s is None or age_s < self.newer_than_s,
            self.after is None or int(message.id) > int(self.after),
        )
        return all(tests)


class MessagePurged(Model):
    """What became of one message."""

    message_id: MessageId
    status: ItemStatus


class MessagesPurged(Model):
    """How many are gone, and what is to be done to go on; `problem` is what stopped it, in words of ours."""

    deleted_count: int
    unknown_count: int
    left_count: int
    problem: OurText
    go_on: OurText
    items: list[MessagePurged]


def portions[T](message_ids: Sequence[T]) -> list[list[T]]:
    """Return messages in as few portions as Discord takes, all of about the same size: none of one beside others."""
    count = -(-len(message_ids) // limits.BULK_DELETE_MAX_COUNT)
    return [list(message_ids[place::count]) for place in range(count)]


def purge(
    ports: Ports, message_ids: Sequence[MessageId], delete: Callable[[list[MessageId]], object]
) -> MessagesPurged:
    """Delete portion by portion, up to one that fails, or until the call's time is over.

    Raises:
        DiscordError: The very first one failed.
    """
    ended: dict[MessageId, ItemStatus] = dict.fromkeys(message_ids, ItemStatus.LEFT)
    problem = ""
    for portion in portions(message_ids):
        if ports.remaining_s < SPARE_S:
            break
        try:
            delete(portion)
        except OutcomeUnknown as error:
            problem = error.code
            ended |= dict.fromkeys(portion, ItemStatus.UNKNOWN)
            break
        except DiscordError as error:
            if ItemStatus.DONE not in ended.values():
                raise
            problem = error.code
            break
        ended |= dict.fromkeys(portion, ItemStatus.DONE)
    return _told(ended, problem)


def _told(ended: dict[MessageId, ItemStatus], problem: str) -> MessagesPurged:
    statuses = list(ended.values())
    left = sum(status is not ItemStatus.DONE for status in statuses)
    return MessagesPurged(
        deleted_count=statuses.count(ItemStatus.DONE),
        unknown_count=statuses.count(ItemStatus.UNKNOWN),
        left_count=statuses.count(ItemStatus.LEFT),
        problem=problem,
        go_on=f"{left} may be there still: ask again with the same arguments; what is gone is not found."
        if left
        else "",
        items=[MessagePurged(message_id=message_id, status=status) for message_id, status in ended.items()],
    )


def _holds(message: "Message", what: Having) -> bool:
    match what:
        case Having.LINKS:
            return _LINK.search(message.content) is not None
        case Having.FILES:
            return bool(message.attachments)
        case Having.EMBEDS:
            return bool(message.embeds)
        case Having.STICKERS:
            return bool(message.sticker_items)
        case Having.POLLS:
            return message.poll is not None
