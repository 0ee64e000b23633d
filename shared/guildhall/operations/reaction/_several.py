"""Reacting with several emojis: what became of each."""

from collections import Counter
from collections.abc import Sequence
from typing import Self

from guildhall.discord.ids import ChannelId, MessageId
from guildhall.operations.batch import ItemStatus
from guildhall.operations.fields import OurText
from guildhall.operations.model import Model


class EmojiOutcome(Model):
    """What became of one emoji; `code` and `why` of what was not done."""

    emoji_name: OurText
    status: ItemStatus
    code: OurText = ""
    why: OurText = ""


class ReactionsAdded(Model):
    """The message, and what became of each emoji in the order in which they were given."""

    channel_id: ChannelId
    message_id: MessageId
    done_count: int
    already_count: int
    failed_count: int
    left_count: int
    items: list[EmojiOutcome]

    @classmethod
    def of(cls, channel_id: ChannelId, message_id: MessageId, items: Sequence[EmojiOutcome]) -> Self:
        """Return the result over all emojis; of one of which nothing is known it is not said that it failed."""
        count = Counter(item.status for item in items)
        return cls(
            channel_id=channel_id,
            message_id=message_id,
            done_count=count[ItemStatus.DONE],
            already_count=count[ItemStatus.ALREADY],
            failed_count=count[ItemStatus.FAILED],
            left_count=count[ItemStatus.LEFT] + count[ItemStatus.UNKNOWN],
            items=[*items],
        )
