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
        self._closed = False

    def invoke(self, event: Any) -> Outcome:
        """Run one invocation, waiting for a free process when all are busy."""
        with self._free:
            sandbox = self._take()
            if sandbox.error:
                self._forget(sandbox)
                return Outcome("error", "-", reason=sandbox.error, init_ms=sandbox.init_ms)
            outcome = sandbox.invoke(event)
            if sandbox.is_alive and not self._closed:
                with self._lock:
                    self._idle.append(sandbox)
            else:
                self._forget(sandbox)
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

    def _forget(self, sandbox: Sandbox) -> None:
        with self._lock:
            self._all.discard(sandbox)
        sandbox.kill()

    def recycle(self) -> None:
        """Replace the idle processes on their next use: the code has changed."""
        with self._lock:
            idle, self._idle = self._idle, []
            self._all.difference_update(idle)
        for sandbox in idle:
            sandbox.close()

    def close(self) -> None:
        """End every process, the busy ones too."""
        self._closed = True
        with self._lock:
            everyone = list(self._all)
        for sandbox in everyone:
            sandbox.hang_up()
        for sandbox in everyone:
            sandbox.close()
