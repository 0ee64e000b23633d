"""Notices that the `make` which started this run was asked to stop.

A terminal's Ctrl-C reaches make and the run alike. An interrupt that is sent to make alone does not: make waits for its
recipe and passes nothing on, and a killed make leaves its recipe behind. So a run that make started ends when make is
gone, or (where the system shows it) when make no longer handles interrupts, as it does after the first one. A make that
a script put into the background ignores interrupts from its start, which says nothing.
"""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

MAKE_NAMES = ("make", "gmake")
PROC = Path("/proc")


class Maker:
    """The process that started this run, if that was make."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._pid = os.getppid()
        name = _read(self._pid, "comm").strip()
        self._is_make = "MAKELEVEL" in environment and name in {*MAKE_NAMES, ""}
        self._tells = handles_interrupts(_read(self._pid, "status"))

    def has_stopped(self) -> bool:
        """Whether make was interrupted or is gone; always False without make."""
        if not self._is_make:
            return False
        interrupted = self._tells and not handles_interrupts(_read(self._pid, "status"))
        return interrupted or os.getppid() != self._pid


def handles_interrupts(status: str) -> bool:
    """Whether a process has a handler for SIGINT, by its `/proc/<pid>/status`; True where that is not to be had."""
    caught = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")]
    return not caught or bool(int(caught[0], 16) & 1 << (signal.SIGINT - 1))


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text(encoding="utf-8")
    except OSError:
        return ""
