"""Lets a test move the clocks of a run forward: the file `<state>/clock` holds the seconds by which they are ahead.

Only a run in whose state directory the file lies when it starts takes part: functions and tasks by the product's own
clock, the emulated queues by theirs. The simulated Discord has `POST /clock`.
"""

import importlib
from datetime import datetime, timedelta
from pathlib import Path

FILE = "clock"
MODULE = "guildhall.clock"


def offset_s(path: Path) -> float:
    """By how many seconds the clocks are ahead now; 0 without the file, or while it is being written."""
    try:
        return float(path.read_text(encoding="utf-8") or 0)
    except (OSError, ValueError):
        return 0.0


def shift(path: Path) -> None:
    """Let the product's clock follow the file, in this process; before anything has taken the clock from there."""
    if not path.exists():
        return
    module = importlib.import_module(MODULE)
    real = module.utc_now

    def utc_now() -> datetime:
        now: datetime = real()
        return now + timedelta(seconds=offset_s(path))

    module.utc_now = utc_now  # type: ignore[attr-defined]  # this is the replacement
