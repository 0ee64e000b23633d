"""An event that moves: into a channel, or to a place outside Discord, which needs an end."""

from pydantic import JsonValue

from guildhall.errors import InvalidArguments
from guildhall.operations.event._shown import EventShown
from guildhall.operations.event._wanted import Wanted, times


def moved(request: Wanted, event: EventShown) -> dict[str, JsonValue]:
    """Return the new place as Discord takes it; nothing where none is given.

    Raises:
        InvalidArguments: It moves outside Discord and has no end.
    """
    told = request.venue()
    if request.channel is not None:
        return told if event.channel_id is not None else {**told, "entity_metadata": None}
    if request.location is None or event.kind == "external":
        return {name: value for name, value in told.items() if name == "entity_metadata"}
    ends_at = request.ends_at or event.ends_at
    if ends_at is None:
        raise InvalidArguments("An event outside Discord has an end.", "Give ends_at too.")
    return {**told, "channel_id": None, **times(None, ends_at)}
