"""What was read from Discord a moment ago."""

from datetime import datetime, timedelta
from threading import Lock

_KEPT_COUNT = 500


class Memory:
    """Remembers values with the moment of their reading; safe to use from several threads.

    A value that was asked for before a write and answered after it is not kept: it may tell of the time before.
    """

    def __init__(self, beneath: "Memory | None" = None) -> None:
        self._beneath, self._since = beneath, beneath.generation if beneath else 0
        self._lock = Lock()
        self._kept: dict[tuple[str, ...], tuple[datetime, object]] = {}
        self._generation = 0
        self.lasting: dict[str, object] = {} if beneath is None else beneath.lasting
        """What no write changes: the bot's own account."""

    def emptied(self) -> "Memory":
        """Return a memory that begins with nothing but what lasts; forgetting it forgets this one too.

        What it keeps this one keeps as well: after a target is found to have changed, the next look at it must not show
        again how it was.
        """
        return Memory(self)

    @property
    def generation(self) -> int:
        """The number of times that everything was forgotten; to be read before asking Discord."""
        return self._generation

    def recall(self, key: tuple[str, ...], now: datetime, staleness_s: float) -> object | None:
        """Return the value if it is younger than that, else None."""
        with self._lock:
            found = self._kept.get(key)
        if found is None or now - found[0] >= timedelta(seconds=staleness_s):
            return None
        return found[1]

    def keep(self, key: tuple[str, ...], value: object, now: datetime, generation: int) -> None:
        """Remember a value that was asked for in that generation."""
        with self._lock:
            if generation != self._generation:
                return
            if len(self._kept) >= _KEPT_COUNT:
                self._kept.clear()
            self._kept[key] = (now, value)
        if self._beneath is not None:
            self._beneath.keep(key, value, now, self._since)

    def forget(self) -> None:
        """Forget everything, also what lies beneath."""
        with self._lock:
            self._generation += 1
            self._kept.clear()
        if self._beneath is not None:
            self._beneath.forget()
