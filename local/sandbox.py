"""One function's sandbox, seen from the run: a child process that holds exactly the function's environment.

It is started for the first invocation that finds none free, answers one invocation at a time, is killed when the
function's Timeout passes and replaced on demand when it crashed.
"""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from local import frames
from local.children import inherited, kill
from local.leash import Leash
from local.template import ACCOUNT_ID, REGION
from local.wiring import Function

INIT_WITHIN_S = 30.0
"""Lambda gives an import 10 s; a laptop that installs and compiles beside it gets more."""

PYTHON_NEEDS = ("PATH", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "COVERAGE_PROCESS_CONFIG")


@dataclass(frozen=True)
class Outcome:
    """How one invocation ended; `payload` is JSON text when it is `ok`, `reason` says why when it is not."""

    kind: Literal["ok", "error", "crash", "timeout"]
    request_id: str
    payload: str = "null"
    reason: str = ""
    init_ms: float | None = None
    duration_ms: float = 0.0


@dataclass(frozen=True)
class Host:
    """What all sandboxes of a run share; `log` takes a function's logical id and one line of its output."""

    leash: Leash
    state: Path
    aws_environment: Mapping[str, str]
    log: Callable[[str, str], None]


class Sandbox:
    """One process of one function."""

    def __init__(self, function: Function, host: Host) -> None:
        self._function = function
        self._log_stream = time.strftime("%Y/%m/%d/[$LATEST]") + uuid.uuid4().hex
        started = time.perf_counter()
        self._channel, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-m", "local.sandbox_main", str(theirs.fileno()), str(host.leash.fd)],
                env=self._environment(host),
                cwd=function.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno(), host.leash.fd],
                start_new_session=True,
            )
        assert self.process.stdout is not None  # noqa: S101  # it was started with a pipe
        reader = threading.Thread(target=_read_log, args=(self.process.stdout, function.logical_id, host.log))
        reader.daemon = True
        reader.start()
        self.error = self._initialise(host)
        self.init_ms: float | None = (time.perf_counter() - started) * 1000

    def _environment(self, host: Host) -> dict[str, str]:
        function = self._function
        lambda_own = {
            "_HANDLER": function.handler,
            "LAMBDA_TASK_ROOT": str(function.folder),
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": self._log_stream,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "PYTHONPATH": str(function.folder.parent),
            "TZ": ":UTC",
            "LANG": "en_US.UTF-8",
        }
        return {**inherited(*PYTHON_NEEDS), **lambda_own, **host.aws_environment, **function.environment}

    def _initialise(self, host: Host) -> str:
        function = self._function
        described = {
            "name": function.name,
            "arn": f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{function.name}",
            "folder": str(function.folder),
            "handler": function.handler,
            "memory_mb": function.memory_mb,
            "log_stream": self._log_stream,
            "faults": str(host.state / "faults"),
        }
        try:
            frames.send(self._channel, described)
            answer = frames.receive(self._channel, INIT_WITHIN_S)
        except TimeoutError:
            return f"its import took more than {INIT_WITHIN_S:g} s"
        except (EOFError, OSError):
            return f"its import ended the process ({self._ending()})"
        return _reason(answer["error"]) if "error" in answer else ""

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def invoke(self, event: Any) -> Outcome:
        """Run one invocation to its end or to the function's Timeout; a crash or a timeout ends the process."""
        request_id = str(uuid.uuid4())
        timeout_s = self._function.timeout_s
        init_ms, self.init_ms = self.init_ms, None
        started = time.perf_counter()

        def ended(kind: Literal["ok", "error", "crash", "timeout"], **more: str) -> Outcome:
            duration_ms = (time.perf_counter() - started) * 1000
            return Outcome(kind, request_id, init_ms=init_ms, duration_ms=duration_ms, **more)

        try:
            deadline_s = time.time() + timeout_s
            frames.send(self._channel, {"request_id": request_id, "deadline_s": deadline_s, "event": event})
            answer = frames.receive(self._channel, timeout_s)
        except TimeoutError:
            self.kill()
            return ended("timeout", reason=f"Task timed out after {timeout_s:.2f} seconds")
        except (EOFError, OSError):
            return ended("crash", reason=f"the process ended during the invocation ({self._ending()})")
        if "error" in answer:
            return ended("error", reason=_reason(answer["error"]), payload=json.dumps(answer["error"]))
        return ended("ok", payload=answer["result"])

    def _ending(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(2)
        self.kill()
        code = self.process.returncode
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def hang_up(self) -> None:
        """Ask it to end; an idle sandbox does so at once."""
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)

    def close(self, within_s: float = 1.0) -> None:
        """Let it end by itself, and kill it when it does not."""
        self.hang_up()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(within_s)
        self.kill()

    def kill(self) -> None:
        """End it now."""
        kill(self.process)
        self._channel.close()


def _reason(error: Mapping[str, Any]) -> str:
    return f"{error['errorType']}: {error['errorMessage']}"


def _read_log(stream: IO[bytes], function: str, log: Callable[[str, str], None]) -> None:
    with stream:
        for line in stream:
            log(function, line.decode(errors="replace").rstrip("\n"))
