"""Answers with what it was given."""

import os
from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Return the event, the context and the environment."""
    return {
        "event": event,
        "environment": dict(os.environ),
        "pid": os.getpid(),
        "context": {
            "remaining_ms": context.get_remaining_time_in_millis(),
            "request_id": context.aws_request_id,
            "name": context.function_name,
            "arn": context.invoked_function_arn,
            "memory": context.memory_limit_in_mb,
            "version": context.function_version,
        },
    }
