"""An event as a request would give it."""

from pydantic import JsonValue

from guildhall.operations.event._shown import EventShown


def as_asked(event: EventShown) -> dict[str, JsonValue]:
    """Return what of an event a request can say; what is not there is left out."""
    look: dict[str, JsonValue] = {"name": event.name, "starts_at": event.starts_at.isoformat()}
    look |= {"ends_at": event.ends_at.isoformat()} if event.ends_at else {}
    look |= {"description": event.description} if event.description else {}
    look |= {"recurrence": event.recurrence.asked()} if event.recurrence else {}
    if event.channel_id is not None:
        return look | {f"{event.kind}_channel_id": str(event.channel_id)}
    return look | ({"location": event.location} if event.location else {})
