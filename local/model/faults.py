"""Answers that are none: what a network and a busy service do to a client."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from local.model.problems import ProblemError

DECLARED, SENT = 4096, b'{"id": "msg_cut", "type": "message", "content": [{"type": "te'


class Silence(Response):
    """Says nothing until the client has gone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the client to give up: its request is read, so nothing else can come."""
        await receive()


class Half(Response):
    """Begins an answer and ends before it is complete, so the server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the beginning only."""
        headers = [(b"content-type", b"application/json"), (b"content-length", str(DECLARED).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": SENT, "more_body": True})


def answer(fault: str, turn: Mapping[str, Any]) -> Response:
    """The answer of a fault; see `script.FAULTS`.

    Raises:
        ProblemError: for the faults that are answers of the API.
    """
    if fault == "overloaded":
        raise ProblemError(529, "Overloaded", retry_after_s=turn.get("retry_after_s"))
    if fault == "429":
        text = "This request would exceed the rate limit of your organization"
        raise ProblemError(429, text, retry_after_s=turn.get("retry_after_s", 1))
    if fault == "500":
        raise ProblemError(500, "Internal server error", retry_after_s=turn.get("retry_after_s"))
    if fault == "garbage":
        return Response("<html><body>502 Bad Gateway</body></html>", 200, media_type="text/html")
    return Silence() if fault == "timeout" else Half()
