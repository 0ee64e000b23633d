"""Does what a function can do wrong."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

logger = logging.getLogger("behave")


def handler(event: dict[str, Any], context: Any) -> object:
    """Do what the path names, with what the body gives."""
    body = json.loads(event.get("body") or "{}")
    return globals()[event["pathParameters"]["how"]](body)


def hang(body: dict[str, Any]) -> None:
    """Outlive the Timeout, with a child of its own, and note both."""
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    Path(body["note"]).write_text(f"{os.getpid()} {child.pid}", encoding="utf-8")
    threading.Event().wait()


def crash(body: dict[str, Any]) -> None:
    """Die without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave(body: dict[str, Any]) -> None:
    """End the process as no handler should."""
    os._exit(3)


def fail(body: dict[str, Any]) -> None:
    """Raise, with something that must not reach the caller."""
    raise ValueError("inner detail")


def unserialisable(body: dict[str, Any]) -> object:
    """Return what is not JSON."""
    return {"a": object()}


def binary(body: dict[str, Any]) -> dict[str, Any]:
    """Return bytes and cookies."""
    return {
        "statusCode": 201,
        "headers": {"Content-Type": "image/png", "X-Shown": "1", "Access-Control-Allow-Origin": "*"},
        "cookies": ["a=1; HttpOnly", "b=2"],
        "body": "//4=",
        "isBase64Encoded": True,
    }


def meet(body: dict[str, Any]) -> dict[str, Any]:
    """Wait until as many invocations as asked are inside at the same time."""
    folder = Path(body["folder"])
    (folder / str(os.getpid())).touch()
    while len(list(folder.iterdir())) < body["count"]:
        threading.Event().wait(0.01)
    return {"pid": os.getpid()}


def log(body: dict[str, Any]) -> dict[str, Any]:
    """Write to the log in every way."""
    sys.stdout.write("plain text\n")
    sys.stdout.write('{"own": "json"}\n')
    logger.warning("a warning")
    try:
        body["absent"]
    except KeyError:
        logger.exception("an error")
    return {}


def reach(body: dict[str, Any]) -> dict[str, Any]:
    """Pass a checkpoint of the product's own module."""
    from guildhall.checkpoints import checkpoint

    checkpoint("elsewhere")
    checkpoint(body["name"])
    return {"survived": True}
