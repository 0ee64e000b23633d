"""A conversation as lines: who said what when, in few words, and how many tokens that takes.

The words of a line's author stand apart from those of others (what they forwarded, what a page that they linked to
says of itself), because the first are known to be theirs.
"""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Annotated, Self

from guildhall.discord.ids import MessageId, UserId
from guildhall.discord.markdown import shorten
from guildhall.operations.fields import By
from guildhall.operations.message_parts import EmbedShown, PollAnswerShown, PollShown, components_of
from guildhall.operations.message_shown import happened
from guildhall.operations.sparse import Sparse

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

LONGEST = 2000
_BYTES_PER_TOKEN = 4
_FRAME_TOKENS = 45
"""What ids, moment and the names of the fields take."""
_MORE = 500


class Line(Sparse):
    """One message in short: `said` by its author; `quoted` is by others, such as a forward or a link's preview."""

    message_id: MessageId
    author_id: UserId
    at: datetime
    said: Annotated[str, By("author_id")]
    quoted: str = ""
    reply_to: MessageId | None = None

    @classmethod
    def of(cls, message: "Message", longest: int = LONGEST) -> Self:
        """Return a message in short, each text at most so many characters."""
        files = [file.filename for file in message.attachments]
        notes = [f"[{happened(message)}]"] if happened(message) else []
        notes += [f"[{len(files)} files: {', '.join(files)}]"] if files else []
        notes += [f"[{len(message.sticker_items)} stickers]"] if message.sticker_items else []
        said = " ".join([f"{message.author.display}:", message.content, *notes])
        return cls(
            message_id=message.id,
            author_id=message.author.id,
            at=message.timestamp,
            said=shorten(said, longest),
            quoted=shorten(_quoted(message), min(longest, _MORE)),
            reply_to=message.answers,
        )

    @property
    def tokens(self) -> int:
        """About how many tokens of a model it takes."""
        return _FRAME_TOKENS + ceil(len(f"{self.said}{self.quoted}".encode(errors="replace")) / _BYTES_PER_TOKEN)


def tokens_of(lines: Sequence[Line]) -> int:
    """Return about how many tokens the lines take."""
    return sum(line.tokens for line in lines)


def _quoted(message: "Message") -> str:
    parts = [EmbedShown.of(embed).words for embed in message.embeds]
    parts += [" ".join(each.text for each in components_of(message.components))]
    for snapshot in message.message_snapshots:
        inner = snapshot.message
        parts += [f"[forwarded] {inner.content}", *(EmbedShown.of(embed).words for embed in inner.embeds)]
    if message.poll:
        poll = PollShown.of(message.poll)
        parts.append(f"[poll] {poll.question} {' / '.join(map(_counted, poll.answers))}")
    return " · ".join(part for part in parts if part.strip())


def _counted(answer: PollAnswerShown) -> str:
    return answer.text if answer.vote_count is None else f"{answer.text}: {answer.vote_count}"
