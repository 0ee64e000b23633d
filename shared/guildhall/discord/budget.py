"""How long a request may take, waits included. Nothing here sleeps past the end."""

from collections.abc import Callable
from dataclasses import dataclass, field

from guildhall.clock import monotonic_s, sleep_s


@dataclass(frozen=True, slots=True)
class Budget:
    """A deadline on a clock that never goes back; `Budget.of(10)` ends ten seconds from now."""

    ends_at_s: float
    clock: Callable[[], float] = field(default=monotonic_s, repr=False)
    sleep: Callable[[float], None] = field(default=sleep_s, repr=False)

    @classmethod
    def of(
        cls, seconds: float, *, clock: Callable[[], float] = monotonic_s, sleep: Callable[[float], None] = sleep_s
    ) -> "Budget":
        """Return a budget that ends that many seconds from now."""
        return cls(clock() + seconds, clock, sleep)

    @property
    def remaining_s(self) -> float:
        """Seconds until the end, 0 when it is over."""
        return max(0.0, self.ends_at_s - self.clock())

    def wait(self, seconds: float) -> bool:
        """Wait and return True, or return False at once when the wait would not end in time."""
        if seconds >= self.remaining_s:
            return False
        self.sleep(seconds)
        return True
