"""A scheduled event as the target of a write."""

from guildhall.operations.event._shown import EventShown
from guildhall.operations.preview import Target


def target_of(event: EventShown) -> Target:
    """Return the event as a write's target."""
    return Target(id=event.event_id, label=event.name, detail=f"{event.status}, {event.starts_at:%Y-%m-%d %H:%M} UTC")


def settled_part(event: EventShown) -> EventShown:
    """Return what of an event only those change who manage it."""
    return event.model_copy(update={"interested_count": None})
