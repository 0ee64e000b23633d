"""Inside one sandbox: imports the function's handler, then answers one invocation after another.

This is the laptop's counterpart of Lambda's runtime client: `context`, the error shapes and the JSON log lines are the
same. It imports nothing of the project beyond the handler, so that what a function loads is what its handler loads.
"""

import importlib
import json
import logging
import os
import re
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from local import frames, leash, shifted

type Handler = Callable[[Any, "Context"], Any]

CHECKPOINTS = "guildhall.checkpoints"
"""The module whose checkpoints the fault hook listens to."""


class Context:
    """What Lambda passes as the second argument of a handler."""

    identity = None
    client_context = None
    tenant_id = None
    function_version = "$LATEST"

    def __init__(self, function: dict[str, Any], request_id: str, deadline_s: float) -> None:
        self.function_name: str = function["name"]
        self.invoked_function_arn: str = function["arn"]
        self.memory_limit_in_mb = str(function["memory_mb"])
        self.aws_request_id = request_id
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.log_stream_name: str = function["log_stream"]
        self._deadline_s = deadline_s

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the invocation is killed."""
        return max(int((self._deadline_s - time.time()) * 1000), 0)

    def log(self, text: str) -> None:
        """Write to the function's log."""
        sys.stdout.write(f"{text}\n")


class JsonLines(logging.Formatter):
    """Lambda's JSON log format."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as one line of JSON."""
        line: dict[str, Any] = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0]:
            line["errorType"] = record.exc_info[0].__name__
            line["stackTrace"] = traceback.format_exception(*record.exc_info)
        return json.dumps(line)


def described(error: BaseException) -> dict[str, Any]:
    """An error as Lambda reports it."""
    frames_below = traceback.format_list(traceback.extract_tb(error.__traceback__)[1:])
    return {"errorType": type(error).__name__, "errorMessage": str(error), "stackTrace": frames_below}


def load(function: dict[str, Any]) -> Handler:
    """Import `<folder>.<module>` and take the handler out of it; `PYTHONPATH` holds the folder's parent."""
    folder = Path(function["folder"])
    module, _, attribute = function["handler"].rpartition(".")
    handler: Handler = getattr(importlib.import_module(f"{folder.name}.{module.replace('/', '.')}"), attribute)
    return handler


class Faults:
    """Kills this process at a named checkpoint when a test asked for it with the file `<state>/faults/<name>`."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._listening = False

    def listen(self) -> None:
        """Register with the function's checkpoints, once they are loaded or a fault is waiting."""
        if not self._listening and (CHECKPOINTS in sys.modules or self._waiting()):
            self.register()

    def register(self) -> None:
        """Register now."""
        importlib.import_module(CHECKPOINTS).on_checkpoint(self.reach)
        self._listening = True

    def _waiting(self) -> bool:
        return self._folder.is_dir() and any(self._folder.iterdir())

    def reach(self, name: str) -> None:
        """Die here if the file exists; the unlink makes sure that only one process does."""
        if not re.fullmatch(r"[\w.-]+", name):
            return
        try:
            (self._folder / name).unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def invoke(handler: Handler, event: Any, context: Context) -> dict[str, Any]:
    """Run the handler once: `{"result": <JSON text>}` or `{"error": {...}}`."""
    try:
        result = handler(event, context)
    except Exception as error:  # noqa: BLE001  # whatever a handler raises is the invocation's outcome
        return {"error": described(error)}
    try:
        return {"result": json.dumps(result, default=_plain)}
    except (TypeError, ValueError) as error:
        reason = f"Unable to marshal response: {error}"
        return {"error": {"errorType": "Runtime.MarshalError", "errorMessage": reason, "stackTrace": []}}


def serve(channel: socket.socket) -> None:
    """Answer invocations until the run closes the channel."""
    function = frames.receive(channel)
    faults = Faults(function["faults"])
    shifted.shift(Path(function["faults"]).with_name(shifted.FILE))
    try:
        handler = load(function)
        faults.listen()
    except BaseException as error:  # noqa: BLE001  # a module may raise anything, SystemExit included
        frames.send(channel, {"error": described(error)})
        return
    frames.send(channel, {"ready": True})
    while True:
        invocation = frames.receive(channel)
        faults.listen()
        context = Context(function, invocation["request_id"], invocation["deadline_s"])
        outcome = invoke(handler, invocation["event"], context)
        if "error" in outcome:
            line = {"level": "ERROR", "requestId": context.aws_request_id, **outcome["error"]}
            sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        frames.send(channel, outcome)


def main(argv: list[str]) -> None:
    """Serve on the inherited socket `argv[1]`, on the leash `argv[2]`."""
    leash.hold(int(argv[2]))
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    try:
        serve(socket.socket(fileno=int(argv[1])))
    except (EOFError, BrokenPipeError):
        return


if __name__ == "__main__":
    main(sys.argv)
