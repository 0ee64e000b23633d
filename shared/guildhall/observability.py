"""Structured logs without secrets."""

import traceback

from aws_lambda_powertools import Logger

from guildhall.errors import ConfigurationError, Json, StoreError


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
