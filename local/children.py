"""The run's service processes: emulated AWS, simulated Discord, scripted model.

Each is a module that prints one line of JSON when it is ready, in a session of its own (so that Ctrl-C reaches the run
alone, which then stops them in order) and on the leash (so that none outlives the run).
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from local.errors import LaptopError
from local.leash import Leash

READY_WITHIN_S = 60.0
STOP_WITHIN_S = 3.0

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "COVERAGE_PROCESS_CONFIG")
"""What a child needs of the run's own environment; nothing else of a developer's shell reaches it."""


def inherited(*names: str) -> dict[str, str]:
    """Those variables of the run's own environment that are set."""
    return {name: os.environ[name] for name in names or INHERITED if name in os.environ}


class Child:
    """One running service."""

    def __init__(self, leash: Leash, module: str, arguments: Sequence[str], log: Path) -> None:
        self.module = module
        self._log = log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local.leash", str(leash.fd), module, *arguments],
                env=inherited(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                pass_fds=[leash.fd],
                start_new_session=True,
            )

    def ready(self, within_s: float = READY_WITHIN_S) -> Mapping[str, Any]:
        """Wait for the line that says where it serves.

        Raises:
            LaptopError: it ended, or said nothing in time.
        """
        assert self.process.stdout is not None  # noqa: S101  # it was started with a pipe
        line = _line(self.process.stdout, time.monotonic() + within_s)
        threading.Thread(target=_drain, args=(self.process.stdout, self._log), daemon=True).start()
        try:
            said = json.loads(line)
        except ValueError as silent:
            self.stop()
            raise LaptopError(f"{self.module} did not start; see {self._log}") from silent
        return dict(said)

    def terminate(self) -> None:
        """Ask it to end."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()

    def stop(self) -> None:
        """End it and whatever it started."""
        self.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_WITHIN_S)
        kill(self.process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a child with its whole process group, and reap it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _line(stream: IO[bytes], deadline: float) -> bytes:
    """One line, or what came until the end or the deadline."""
    line = b""
    while not line.endswith(b"\n"):
        readable, _, _ = select.select([stream], [], [], max(deadline - time.monotonic(), 0))
        part = os.read(stream.fileno(), 1) if readable else b""
        if not part:
            break
        line += part
    return line


def _drain(stream: IO[bytes], log: Path) -> None:
    """Keep what a service prints later, so that it never blocks on a full pipe."""
    with stream, log.open("ab") as kept:
        for line in stream:
            kept.write(line)
            kept.flush()
