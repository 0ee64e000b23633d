"""How old a message may be for Discord to delete it together with others."""

from collections.abc import Sequence
from datetime import datetime

from guildhall.discord import limits
from guildhall.discord.types.message import Message
from guildhall.errors import InvalidArguments


def refuse_older_than_bulk_delete(messages: Sequence[Message], now: datetime) -> None:
    """Raise InvalidArguments that names the messages which are too old."""
    old = [message for message in messages if now - message.timestamp >= limits.BULK_DELETE_MAX_AGE]
    if old:
        named = ", ".join(message.id for message in old[:5])
        raise InvalidArguments(
            f"{len(old)} of the messages are older than 14 days; Discord deletes those only one by one: {named}.",
            "Leave them out.",
        )
