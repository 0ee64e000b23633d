"""An edit of an event taken back: what was there is given, and what was not is taken away."""

from pydantic import JsonValue

from guildhall.discord.ids import EventId, GuildId
from guildhall.operations.event._changed import Changed
from guildhall.operations.event._shown import EventShown
from guildhall.operations.reversal import Fidelity, Reversal, fields


def was(request: Changed, event: EventShown) -> JsonValue:
    """Return what it takes to bring the event back, and what of it cannot be: a picture that it had."""
    look = request.was(event)
    told: dict[str, JsonValue] = {name: value for name, value in look.items() if value is not None}
    bare: list[JsonValue] = [name for name, value in look.items() if value is None]
    pictured = request.image is not None or "image" in request.clear
    if pictured and not event.image_url:
        bare.append("image")
    return {"arguments": told | ({"clear": bare} if bare else {}), "lost": pictured and bool(event.image_url)}


def back(request: Changed, guild_id: GuildId, prior: JsonValue, result: EventShown) -> Reversal | None:
    """Return the edit back; None where all that changed is a picture that nobody has any more."""
    known = fields(prior)
    arguments, lost = fields(known.get("arguments")), bool(known.get("lost"))
    if not arguments:
        return None
    return Reversal(
        operation="event.edit",
        arguments={**_path(guild_id, result.event_id), **arguments},
        fidelity=Fidelity.PARTIAL if lost else Fidelity.EXACT,
        lost="The picture that it had." if lost else "",
        left=request.was(result),
    )


def _path(guild_id: GuildId, event_id: EventId) -> dict[str, JsonValue]:
    return {"guild_id": str(guild_id), "event_id": str(event_id)}
