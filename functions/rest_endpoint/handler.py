"""GET /health and /health/ready: whether the system is alive, and whether it is ready."""

from typing import Any

from guildhall.bootstrap.rest_endpoint import door


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one HTTP request, as an event of API Gateway's payload format 2.0."""
    return door().resolve(event, context)
