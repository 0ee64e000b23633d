"""A place in a channel's history: a message, or a moment, which is the least id that Discord could give then."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from guildhall.clock import snowflake_at
from guildhall.discord.ids import MessageId


def _of_moment(value: object) -> object:
    """Return a moment as an id; anything else as it is, for the id's own type to judge."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip()) if "-" in value else value
        except ValueError:
            return value
    if not isinstance(value, datetime):
        return value
    return snowflake_at(value if value.tzinfo else value.replace(tzinfo=UTC))


Mark = Annotated[
    MessageId,
    BeforeValidator(_of_moment),
    Field(description="A message's id or link, or a moment such as 2026-11-20T18:00Z."),
]
