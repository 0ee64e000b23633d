"""The sandboxes of one function: a few processes, so that concurrency is real; the most recently used answers first."""

import threading
from typing import Any

from local.sandbox import Host, Outcome, Sandbox
from local.wiring import Function

MAXIMUM_PROCESSES = 4
"""Enough for callers to meet each other; a laptop has few cores."""


class Pool:
    """Invokes one function, in at most `maximum` processes."""

    def __init__(self, function: Function, host: Host, maximum: int = MAXIMUM_PROCESSES) -> None:
        self.function = function
        self.maximum = maximum
        self._host = host
        self._free = threading.BoundedSemaphore(maximum)
        self._lock = threading.Lock()
        self._idle: list[Sandbox] = []
        self._all: set[Sandbox] = set()
        self._outdated: set[Sandbox] = set()
        self._is_closed = False

    def invoke(self, event: Any) -> Outcome:
        """Run one invocation, waiting for a free process when all are busy."""
        with self._free:
            sandbox = self._take()
            if sandbox.error:
                self._end([sandbox])
                return Outcome("error", "-", reason=sandbox.error, init_ms=sandbox.init_ms)
            outcome = sandbox.invoke(event)
            with self._lock:
                stays = sandbox.is_alive and sandbox not in self._outdated and not self._is_closed
                if stays:
                    self._idle.append(sandbox)
            if not stays:
                self._end([sandbox])
            return outcome

    def _take(self) -> Sandbox:
        with self._lock:
            while self._idle:
                sandbox = self._idle.pop()
                if sandbox.is_alive:
                    return sandbox
                self._all.discard(sandbox)
                sandbox.kill()
        sandbox = Sandbox(self.function, self._host)
        with self._lock:
            self._all.add(sandbox)
        return sandbox

    def _end(self, sandboxes: list[Sandbox]) -> None:
        with self._lock:
            self._all.difference_update(sandboxes)
            self._outdated.difference_update(sandboxes)
        for sandbox in sandboxes:
            sandbox.close()

    def recycle(self) -> None:
        """Use no present process again: idle ones end now, busy ones when their invocation does."""
        with self._lock:
            idle, self._idle = self._idle, []
            self._outdated |= self._all
        self._end(idle)

    def hang_up(self) -> None:
        """Start no more use of any process and ask all to end."""
        with self._lock:
            self._is_closed = True
            everyone = list(self._all)
        for sandbox in everyone:
            sandbox.hang_up()

    def close(self, within_s: float) -> None:
        """End every process, the busy ones too; kill those that take longer."""
        self.hang_up()
        with self._lock:
            everyone = list(self._all)
        for sandbox in everyone:
            sandbox.close(within_s)
