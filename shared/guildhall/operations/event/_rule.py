"""A recurrence as Discord takes it."""

from datetime import datetime

from pydantic import JsonValue

from guildhall.operations.body import wire_value
from guildhall.operations.event._recurrence import Recurrence


def rule_of(recurrence: Recurrence, starts_at: datetime) -> dict[str, JsonValue]:
    """Return the rule; it begins with the event."""
    told: dict[str, JsonValue] = {"start": starts_at.isoformat(), "frequency": recurrence.frequency.wire}
    told["interval"] = recurrence.interval
    if recurrence.weekdays:
        told["by_weekday"] = [*sorted(day.wire for day in recurrence.weekdays)]
    if recurrence.nth_weekday is not None:
        told["by_n_weekday"] = [wire_value(recurrence.nth_weekday)]
    if recurrence.month is not None:
        told |= {"by_month": [recurrence.month], "by_month_day": [recurrence.month_day]}
    return told
