"""Moments as an item carries them; no pydantic, for the gateway task has no room for it."""

from datetime import UTC, datetime, timedelta

from guildhall.store.conditions import Value

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """Return a moment as whole microseconds since 1970: exact, and ordered as a number."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(microseconds: Value) -> datetime | None:
    """Return the moment of microseconds since 1970, None for None."""
    return _EPOCH + timedelta(microseconds=microseconds) if isinstance(microseconds, int) else None
