"""When an event may be: what Discord would refuse is refused before anybody is asked."""

from datetime import datetime

from guildhall.errors import InvalidArguments
from guildhall.operations.event._changed import Changed
from guildhall.operations.event._shown import EventShown


def require_future(starts_at: datetime, now: datetime) -> None:
    """Refuse a start that is over.

    Raises:
        InvalidArguments: It is.
    """
    if starts_at < now:
        raise InvalidArguments("An event begins in the future.", "Give a later starts_at.")


def require_order(request: Changed, event: EventShown, now: datetime) -> None:
    """Refuse a change after which an event would begin in the past, or end too early, or not at all.

    Raises:
        InvalidArguments: It would.
    """
    if request.starts_at is not None:
        require_future(request.starts_at, now)
    if "ends_at" in request.clear:
        outside = request.channel is None and (request.location is not None or event.kind == "external")
        if outside:
            raise InvalidArguments("An event outside Discord has an end.", "Give another ends_at instead.")
    elif request.starts_at is not None or request.ends_at is not None:
        starts_at, ends_at = request.starts_at or event.starts_at, request.ends_at or event.ends_at
        if ends_at is not None and ends_at <= starts_at:
            raise InvalidArguments("The event would end before it starts.", "Give starts_at and ends_at that fit.")
