"""Keeps a task running, as an ECS service does: starts it, again when it ended, anew when its code changed.

A task that ended is started again after a short moment that doubles as long as tasks keep dying young. Replacing starts
the successor first, as a deploy does (minimumHealthyPercent 100, maximumPercent 200), then asks the old one to stop.
"""

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from local.children import inherited, kill
from local.sandbox import PYTHON_NEEDS, Host
from local.tasks import Task

FIRST_PAUSE_S, LONGEST_PAUSE_S, HEALTHY_AFTER_S = 0.2, 5.0, 5.0
END_WITHIN_S = 3.0
"""How long a task may take to stop at the end of the run; a successor is waited for only in a deploy."""


class Service:
    """One service, with as many tasks as it wants."""

    def __init__(self, task: Task, host: Host) -> None:
        self.task = task
        self._host = host
        self._slots: list[_Slot] = []

    def start(self) -> None:
        """Start the tasks."""
        self._slots = [_Slot(self.task, self._host, self._note) for _ in range(self.task.count)]
        for slot in self._slots:
            slot.start()

    def recycle(self) -> None:
        """Start successors, then let the present tasks go."""
        old = self._slots
        self.start()
        self._let_go(old)

    def retire(self) -> None:
        """Let the present tasks go, and start none again."""
        self._let_go(self._slots)

    def _let_go(self, slots: list["_Slot"]) -> None:
        """Stop tasks in the time that their definition gives them, in which successors may take over."""
        for slot in slots:
            threading.Thread(target=slot.stop, args=(self.task.stop_timeout_s,), name="task-stop", daemon=True).start()

    @property
    def failures(self) -> int:
        """How often a task ended by itself."""
        return sum(slot.failures for slot in self._slots)

    def ask_to_stop(self) -> None:
        """Ask every task to stop, and start none again."""
        for slot in self._slots:
            slot.ask_to_stop()

    def close(self, within_s: float = END_WITHIN_S) -> None:
        """Stop every task; kill what takes longer."""
        self.ask_to_stop()
        deadline = time.monotonic() + within_s
        for slot in self._slots:
            slot.stop(max(deadline - time.monotonic(), 0))
        self._file.unlink(missing_ok=True)

    def _note(self) -> None:
        """Write down which processes run, one number a line, for whoever wants to kill one."""
        pids = [str(pid) for slot in self._slots if (pid := slot.pid) is not None]
        self._file.write_text("".join(f"{pid}\n" for pid in pids), encoding="utf-8")

    @property
    def _file(self) -> Path:
        return self._host.state / f"{self.task.name}.pid"


class _Slot:
    """One of a service's tasks, and its successors after it ended."""

    def __init__(self, task: Task, host: Host, changed: Callable[[], None]) -> None:
        self._task, self._host, self._changed = task, host, changed
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="task", daemon=True)
        self.failures = 0

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        process = self._process
        return process.pid if process and process.returncode is None else None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Start nothing again, and ask the process to stop."""
        self._stopping.set()
        process = self._process
        if process and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()

    def stop(self, within_s: float) -> None:
        """Ask it to stop; kill it when it takes longer."""
        self.ask_to_stop()
        process = self._process
        if process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(within_s)
            kill(process)
        self._thread.join(END_WITHIN_S)

    def _keep(self) -> None:
        pause_s = FIRST_PAUSE_S
        while not self._stopping.is_set():
            started = time.monotonic()
            process = self._process = self._spawn()
            if self._stopping.is_set():
                process.terminate()
            self._changed()
            self._read_log(process)
            process.wait()
            if self._stopping.is_set():
                return
            self.failures += 1
            lived_s = time.monotonic() - started
            pause_s = FIRST_PAUSE_S if lived_s > HEALTHY_AFTER_S else pause_s
            self._say(f"the task ended ({_ending(process.returncode)}) and is started again in {pause_s:g} s")
            self._stopping.wait(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _spawn(self) -> subprocess.Popen[bytes]:
        task, host = self._task, self._host
        own = {"PYTHONPATH": str(task.folder), "TZ": ":UTC", "LANG": "C.UTF-8"}
        faults = str(host.state / "faults")
        return subprocess.Popen(
            [sys.executable, "-u", "-m", "local.task_main", str(host.leash.fd), faults, task.module],
            env={**inherited(*PYTHON_NEEDS), **own, **host.aws_environment, **task.environment},
            cwd=task.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[host.leash.fd],
            start_new_session=True,
        )

    def _read_log(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101  # it was started with a pipe
        with process.stdout as lines:
            for line in lines:
                self._host.log(self._task.logical_id, line.decode(errors="replace").rstrip("\n"))

    def _say(self, message: str) -> None:
        self._host.log(self._task.logical_id, json.dumps({"level": "WARN", "logger": "ecs", "message": message}))


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
