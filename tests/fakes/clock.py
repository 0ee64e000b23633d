"""A clock that a test moves."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class FakeClock:
    """A `Clock` that stands still until it is told to go on."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment

    def advance(self, seconds: float) -> None:
        """Go on by so many seconds."""
        self.moment += timedelta(seconds=seconds)
