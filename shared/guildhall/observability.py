"""Structured logs without secrets, and named points at which a test may interrupt."""

import traceback
from collections.abc import Callable

from aws_lambda_powertools import Logger

from guildhall.errors import ConfigurationError, Json, StoreError

_hooks: list[Callable[[str], None]] = []


def logger(service: str) -> Logger:
    """Return the function's logger: one JSON object a line; level from LOG_LEVEL, as Powertools reads it."""
    return Logger(service=service, log_uncaught_exceptions=False)


def fault(error: Exception) -> dict[str, Json]:
    """Return what a log may keep of a failure of ours: its kind, where it happened, and words only if they are ours.

    The words of any other exception may be what people wrote, or hold a token, so they are left out.
    """
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    told: dict[str, Json] = {"failure": type(error).__name__, "where": where}
    if isinstance(error, ConfigurationError | StoreError):
        told["cause"] = f"{error.message} {error.hint}".strip()
    return told


def checkpoint(name: str) -> None:
    """Pass a point at which a crash would be worst; does nothing unless a test registered a hook.

    Names: `execution.claimed`, `execution.intent_recorded`, `execution.called`, `execution.outcome_recorded`,
    `confirmation.created`, `confirmation.carded`, `confirmation.approved`, `worker.answered`.
    """
    for hook in tuple(_hooks):
        hook(name)


def on_checkpoint(hook: Callable[[str], None]) -> Callable[[], None]:
    """Register a hook that is called with each checkpoint's name, and return what removes it; no deployment does."""
    _hooks.append(hook)
    return lambda: _hooks.remove(hook)
