"""The gateway task's log: one JSON object a line on stdout, by the standard library alone.

Powertools would cost the process a tenth of its memory. The words of an exception are left out, because they may be
what people wrote, or hold a token; its kind and its places are told. What the libraries say below a warning is left out
too: at DEBUG they log whole requests.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

SERVICE = "gateway_task"
LIBRARIES = ("asyncio", "botocore", "urllib3", "websockets", "concurrent")
_LEVELS = {"WARN": "WARNING"}
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return level, time, words, and whatever `extra` brought."""
        line: dict[str, object] = {
            "level": record.levelname,
            "message": record.getMessage(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "service": SERVICE,
            "logger": record.name,
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["failure"] = record.exc_info[0].__name__
            line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up(level: str) -> logging.Logger:
    """Write to stdout from a level on, e.g. `INFO`; an unknown level is INFO. Returns the task's own logger."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    known = logging.getLevelNamesMapping()
    root.setLevel(known.get(_LEVELS.get(level, level), logging.INFO))
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    return logging.getLogger(SERVICE)
