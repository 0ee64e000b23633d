"""Run as a process: import one function's handler, feed it events, write down what it answers.

Arguments: the function's folder, a file with a JSON list of events, a file for the JSON list of results.
"""

import importlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace

CONTEXT = {
    "function_name": "guildhall-test",
    "function_version": "$LATEST",
    "invoked_function_arn": "arn:aws:lambda:us-east-1:123456789012:function:guildhall-test",
    "memory_limit_in_mb": "1024",
    "aws_request_id": "00000000-0000-4000-8000-000000000000",
    "get_remaining_time_in_millis": lambda: 20_000,
}


def main(folder: str, events: str, results: str) -> None:
    """Answer every event in one process, as a warm sandbox does."""
    handler = importlib.import_module(f"{Path(folder).name}.handler").handler
    context = SimpleNamespace(**CONTEXT)
    answers = [handler(event, context) for event in json.loads(Path(events).read_text("utf-8"))]
    Path(results).write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
