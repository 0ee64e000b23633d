"""An event that was deleted, scheduled anew."""

from datetime import datetime

from pydantic import JsonValue

from guildhall.discord.ids import GuildId
from guildhall.operations.event._asked import as_asked
from guildhall.operations.event._shown import EventShown
from guildhall.operations.reversal import Fidelity, Reversal, fields

_LOST = "Its id and picture, who was interested, and the single times that were otherwise."


def look_of(event: EventShown, now: datetime) -> JsonValue:
    """Return an event as a request would give it; nothing for one that began, which cannot be scheduled again."""
    return as_asked(event) if event.status == "scheduled" and event.starts_at > now else None


def remaking(guild_id: GuildId, prior: JsonValue) -> Reversal | None:
    """Return its scheduling anew, where what it was like is known."""
    look = fields(prior)
    arguments = {"guild_id": str(guild_id), **look}
    anew = Reversal(operation="event.create", arguments=arguments, fidelity=Fidelity.PARTIAL, lost=_LOST)
    return anew if look else None
