"""`python -m local` as a process, for tests: start it, ask it, see which processes belong to it, end it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.system import unmeasured
from tests.integration.laptop.helpers import Answer, ask, until

ROOT = Path(__file__).parents[3]
NO_KEYS = {"ANTHROPIC_API_KEY": ""}


@dataclass
class Running:
    """One run."""

    process: subprocess.Popen[str]
    state: Path
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    @property
    def endpoints(self) -> dict[str, Any]:
        return dict(json.loads((self.state / "endpoints.json").read_text(encoding="utf-8")))

    def ready(self) -> dict[str, Any]:
        until(lambda: "ready:" in self.said or self.process.poll() is not None, "ready", 60)
        assert "ready:" in self.said, self.said
        return self.endpoints

    def family(self) -> set[int]:
        """The run's process and all that descend from it."""
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    text = (entry / "stat").read_text(encoding="utf-8")
                except OSError:
                    continue
                parents[int(entry.name)] = int(text.rsplit(")", 1)[1].split()[1])
        found, size = {self.process.pid}, 0
        while len(found) != size:
            size = len(found)
            found |= {pid for pid, parent in parents.items() if parent in found}
        return found

    def ask(self, url: str, headers: dict[str, str] | None = None) -> Answer:
        parts = urlsplit(url)
        assert parts.port is not None
        return ask(parts.port, "GET", parts.path or "/", headers=headers)

    def ended(self) -> int:
        """Wait for the end; returns the exit code."""
        return self.process.wait(40)


def start(state: Path, *arguments: str, environment: dict[str, str] | None = None, measured: bool = False) -> Running:
    """Start one; `measured` by coverage it takes half as long again."""
    output = state.with_suffix(".txt")
    with output.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "local", "--port", "0", "--state", str(state), *arguments],
            cwd=ROOT,
            env={**(os.environ if measured else unmeasured()), **NO_KEYS, **(environment or {})},
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return Running(process, state, output)


@contextmanager
def run(
    state: Path, *arguments: str, environment: dict[str, str] | None = None, measured: bool = False
) -> Iterator[Running]:
    running = start(state, *arguments, environment=environment, measured=measured)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGINT)
        running.ended()
