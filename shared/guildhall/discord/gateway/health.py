"""Whether the task is alive, as a file's age: a check from outside needs to load nothing.

The file is touched when a heartbeat is acknowledged, and while the task waits for something (a token, its turn, the
next attempt): then a new process would wait just the same. A process that is stuck touches nothing.
"""

from pathlib import Path

from guildhall.clock import Clock, utc_now

FRESH_S = 150.0
"""Three heartbeats of Discord's (41.25 s) and a little more."""


class Health:
    """The file; an empty path is none."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None

    def touch(self) -> None:
        """Say that the task is alive; a disk that refuses is no reason to die."""
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch()
        except OSError:
            return

    def is_fresh(self, clock: Clock = utc_now) -> bool:
        """Return whether the task said so lately."""
        if self._path is None or not self._path.exists():
            return False
        return clock().timestamp() - self._path.stat().st_mtime < FRESH_S
