"""What a scheduled event is like."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

from guildhall.operations.event._recurrence import Recurrence
from guildhall.operations.event._venue import Venue
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.files import ImageGiven

IMAGE_BYTES = 8 * 1024 * 1024
NAME, DESCRIPTION = 100, 1000
EventName = Annotated[str, Field(min_length=1, max_length=NAME), Redaction(Keep.AS_IS)]


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc), Field(description="Such as 2026-11-20T18:00Z; UTC if not said.")]


class Wanted(Venue):
    """Adds what a scheduled event is like, place included."""

    ends_at: Moment | None = None
    description: Annotated[str | None, Field(max_length=DESCRIPTION)] = None
    recurrence: Annotated[Recurrence | None, Field(description="How often it comes again.")] = None
    image: ImageGiven | None = None


def as_given(request: Wanted) -> dict[str, JsonValue]:
    """Return what is given of an event by the names of a request, its picture aside."""
    names = {*Wanted.model_fields, "name", "starts_at"} - {"image"}
    told: dict[str, JsonValue] = request.model_dump(mode="json", include=names, exclude_none=True)
    return told


def times(starts_at: datetime | None, ends_at: datetime | None) -> dict[str, JsonValue]:
    """Return when an event is, as Discord takes it; what is not known is left out."""
    told = {"scheduled_start_time": starts_at, "scheduled_end_time": ends_at}
    return {name: moment.isoformat() for name, moment in told.items() if moment is not None}
