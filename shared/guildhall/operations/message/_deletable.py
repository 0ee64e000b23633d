"""What Discord lets nobody delete: some messages at all, and old ones together with others."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from guildhall.discord import limits
from guildhall.errors import InvalidArguments

if TYPE_CHECKING:
    from guildhall.discord.types.message import Message

FIXED = frozenset({1, 2, 3, 4, 5, 21})
"""Types of messages of Discord's own that cannot be deleted.
Source: https://docs.discord.com/developers/resources/message#message-object-message-types"""


def require_deletable(messages: Sequence["Message"]) -> None:
    """Raise InvalidArguments that names the messages which cannot be deleted."""
    if fixed := [message.id for message in messages if message.type in FIXED]:
        raise InvalidArguments(
            f"Discord lets nobody delete {len(fixed)} of the messages, by which it tells what happened: "
            f"{', '.join(fixed[:5])}.",
            "Leave them out.",
        )


def require_deletable_together(messages: Sequence["Message"], now: datetime) -> None:
    """Raise InvalidArguments that names the messages which cannot be deleted, or are too old."""
    require_deletable(messages)
    old = [message for message in messages if now - message.timestamp >= limits.BULK_DELETE_MAX_AGE]
    if old:
        named = ", ".join(message.id for message in old[:5])
        raise InvalidArguments(
            f"{len(old)} of the messages are older than 14 days; Discord deletes those only one by one: {named}.",
            "Leave them out.",
        )
