"""The functions' logs: lines of JSON in `<state>/logs/<Function>.log`, and one short line each on the terminal."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from local.sandbox import Outcome

SLOW_MS = 1000.0


class Logs:
    """Takes what functions print and how their invocations end."""

    def __init__(self, folder: Path, console: Console, level: str) -> None:
        self._folder = folder
        self._console = console
        self._level = level
        self._lock = threading.Lock()

    def line(self, function: str, text: str) -> None:
        """Keep one line of a function's output; plain text becomes JSON."""
        if not _is_json(text):
            text = json.dumps({"timestamp": _now(), "level": "INFO", "message": text})
        with self._lock, (self._folder / f"{function}.log").open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
        if self._level == "verbose":
            self._console.print(f"  [dim]{function}[/] {escape(text)}", soft_wrap=True, highlight=False)

    def outcome(self, function: str, outcome: Outcome, what: str) -> None:
        """Keep the report of one invocation, as Lambda's own log has it, and say it in short."""
        metrics = {"durationMs": round(outcome.duration_ms, 2)}
        if outcome.init_ms is not None:
            metrics["initDurationMs"] = round(outcome.init_ms, 2)
        status = {"ok": "success", "error": "error", "crash": "failure", "timeout": "timeout"}[outcome.kind]
        record = {"requestId": outcome.request_id, "status": status, "metrics": metrics}
        if outcome.reason:
            record["errorReason"] = outcome.reason
        self.line(function, json.dumps({"time": _now(), "type": "platform.report", "record": record}))
        if self._level != "quiet":
            self._say(function, outcome, what)

    def _say(self, function: str, outcome: Outcome, what: str) -> None:
        total_ms = outcome.duration_ms + (outcome.init_ms or 0)
        style = "red" if outcome.kind != "ok" else "yellow" if total_ms > SLOW_MS else "green"
        cold = " (first)" if outcome.init_ms is not None else ""
        reason = f" [red]{escape(outcome.reason)}[/]" if outcome.reason else ""
        line = f"  [{style}]{total_ms:7.0f} ms[/] {escape(what)} [dim]{function}{cold}[/]{reason}"
        self._console.print(line, soft_wrap=True, highlight=False)


def _is_json(text: str) -> bool:
    if not text.startswith("{"):
        return False
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
