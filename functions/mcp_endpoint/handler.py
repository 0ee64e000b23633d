"""ANY /mcp: MCP clients over streamable HTTP."""

from collections.abc import Mapping
from typing import Any

from guildhall.bootstrap.mcp_endpoint import door


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Answer one HTTP request, as an event of API Gateway's payload format 2.0."""
    return door().answer(event)
