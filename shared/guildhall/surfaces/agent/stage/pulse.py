"""Typing, for as long as nothing else is to be seen.

Discord shows it for ten seconds, so it is sent again every eight by a thread. The thread is joined by `stop`, which
whoever began must call: what is frozen with an invocation would wake up in the next one and type there.
"""

import threading
from collections.abc import Callable

TYPING_S = 8.0
_MOST_BEATS = 40
"""Longer than any attempt."""


class Pulse:
    """Beats at once and then again and again, until it is stopped or a beat says that there is no use."""

    def __init__(self, beat: Callable[[], bool], every_s: float = TYPING_S) -> None:
        """Make a pulse.

        Args:
            beat: What is done; never raises; returns whether to go on.
            every_s: Seconds between two beats.
        """
        self._beat, self._every_s = beat, every_s
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Beat once, and go on beside the caller; only the first call counts."""
        if self._thread is not None or self._stopped.is_set() or not self._beat():
            return
        self._thread = threading.Thread(target=self._run, name="typing", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Beat no more; returns when the thread is gone."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        for _ in range(_MOST_BEATS):
            if self._stopped.wait(self._every_s) or not self._beat():
                return
