"""Gathering a conversation until its budget is used up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.errors import DiscordNotFound
from guildhall.operations.conversation_lines import Line, tokens_of
from guildhall.operations.history import SPARE_S
from guildhall.operations.ports import Ports
from guildhall.operations.sparse import Sparse

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

_MOST_REPLIES = 60
_CAPS = (600, 250, 100)


class ConversationFetched(Sparse):
    """Lines, oldest first, and about how many tokens they take; a `next_…` says with which argument it goes on."""

    lines: list[Line]
    estimated_tokens: int
    next_before: MessageId | None = None
    next_after: MessageId | None = None
    next_chain_of: MessageId | None = None


class Gathered(NamedTuple):
    """Lines in the order in which they were read, and whether the budget left out what came next."""

    lines: list[Line]
    cut: bool = False


def gather(messages: Iterable["Message"], budget_tokens: int) -> Gathered:
    """Take messages as long as they fit; the first one always, shortened where it has to be."""
    lines: list[Line] = []
    left = budget_tokens
    for message in messages:
        line = Line.of(message)
        if line.tokens > left and lines:
            return Gathered(lines, cut=True)
        lines.append(_shortened(message, left))
        left -= lines[-1].tokens
    return Gathered(lines)


def _shortened(message: "Message", budget_tokens: int) -> Line:
    line = Line.of(message)
    for cap in _CAPS:
        line = line if line.tokens <= budget_tokens else Line.of(message, cap)
    return line


def fitted(messages: list["Message"], budget_tokens: int) -> list[Line]:
    """Return messages as lines that fit: all of them, shortened; of more than that the last ones."""
    lines = [Line.of(message) for message in messages]
    for cap in _CAPS:
        lines = lines if tokens_of(lines) <= budget_tokens else [Line.of(message, cap) for message in messages]
    while len(lines) > 1 and tokens_of(lines) > budget_tokens:
        lines = lines[max(1, len(lines) // 20) :]
    return lines


@dataclass
class Chain:
    """A message, the one that it answers, the one that that one answers … as far as they are there.

    Attributes:
        goes_on_with: The next one, where there may be one that was not read for lack of time.
    """

    ports: Ports
    channel_id: ChannelId
    start: MessageId
    goes_on_with: MessageId | None = None

    def __iter__(self) -> Iterator["Message"]:
        """Yield them, the last answer first."""
        self.goes_on_with, read = self.start, 0
        while self.goes_on_with is not None and read < _MOST_REPLIES and self.ports.remaining_s > SPARE_S:
            for message in self._two(self.goes_on_with, first=not read):
                self.goes_on_with, read = self._above(message), read + 1
                yield message

    def _two(self, message_id: MessageId, *, first: bool) -> list["Message"]:
        """Return a message with the one that it answers, which Discord tells along with it."""
        try:
            (message,) = self.ports.discord.messages(self.channel_id, [message_id])
        except DiscordNotFound:
            if first:
                raise
            self.goes_on_with = None
            return []
        known = message.referenced_message
        return [message] if known is None or known.id != self._above(message) else [message, known]

    def _above(self, message: "Message") -> MessageId | None:
        reference = message.message_reference
        here = reference is not None and reference.channel_id in {None, self.channel_id}
        return message.answers if here else None
