"""Errors in the shape of the Messages API.

Source: https://docs.anthropic.com/en/api/errors
"""

import secrets
from typing import Any

from starlette.responses import JSONResponse

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


class ProblemError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, text: str, kind: str | None = None, retry_after_s: float | None = None) -> None:
        self.status = status
        self.kind = kind or TYPES.get(status, "api_error")
        self.retry_after_s = retry_after_s
        super().__init__(text)


def response(problem: ProblemError) -> JSONResponse:
    """The HTTP answer for a problem."""
    request_id = f"req_{secrets.token_hex(12)}"
    body: dict[str, Any] = {
        "type": "error",
        "error": {"type": problem.kind, "message": str(problem)},
        "request_id": request_id,
    }
    headers = {"request-id": request_id}
    if problem.retry_after_s is not None:
        headers["retry-after"] = f"{problem.retry_after_s:g}"
    return JSONResponse(body, problem.status, headers)
