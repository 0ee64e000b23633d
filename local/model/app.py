"""The scripted Messages API as an application."""

import itertools
import json
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local.model import problems, stream, turns
from local.model.problems import ProblemError
from local.model.validation import validate

KEPT_REQUESTS = 500


class ScriptedModel:
    """Answers `POST /v1/messages`; `POST /script` queues exact turns, `GET /requests` shows what was asked."""

    def __init__(self) -> None:
        self._script: deque[Any] = deque()
        self._requests: deque[dict[str, Any]] = deque(maxlen=KEPT_REQUESTS)
        self._numbers = itertools.count(1)

    def application(self) -> Starlette:
        """The application that serves this model."""
        routes = [
            Route("/v1/messages", self.messages, methods=["POST"]),
            Route("/v1/messages/count_tokens", self.count_tokens, methods=["POST"]),
            Route("/script", self.script, methods=["GET", "POST", "DELETE"]),
            Route("/requests", self.requests, methods=["GET"]),
        ]
        handlers: Any = {ProblemError: _refuse, 404: _unknown, 405: _unknown}
        return Starlette(routes=routes, exception_handlers=handlers)

    async def messages(self, request: Request) -> Response:
        """Answer one request with the next turn of the script, or by pattern."""
        body = await _json(request)
        validate(request.headers, body)
        self._requests.append({"seq": next(self._numbers), "body": body})
        message = turns.scripted(self._script.popleft(), body) if self._script else turns.improvised(body)
        if not body.get("stream"):
            return JSONResponse(message, headers={"request-id": f"req_{message['id']}"})
        return StreamingResponse(_pieces(message), media_type="text/event-stream")

    async def count_tokens(self, request: Request) -> Response:
        """Say roughly how large a request is."""
        body = await _json(request)
        validate(request.headers, {"max_tokens": 1, **body} if isinstance(body, dict) else body)
        return JSONResponse({"input_tokens": turns.count_tokens(body)})

    async def script(self, request: Request) -> Response:
        """Queue turns (POST a list), drop them (DELETE) or count them (GET)."""
        if request.method == "DELETE":
            self._script.clear()
        elif request.method == "POST":
            given = await _json(request)
            if not isinstance(given, list):
                raise ProblemError(400, "script: Input should be a list of turns")
            self._script.extend(given)
        return JSONResponse({"queued": len(self._script)})

    async def requests(self, request: Request) -> Response:
        """The bodies of the last requests, oldest first, with a number above `since`."""
        since = int(request.query_params.get("since", "0"))
        return JSONResponse([each for each in self._requests if each["seq"] > since])


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError as malformed:
        raise ProblemError(400, "The request body is not valid JSON") from malformed


async def _pieces(message: dict[str, Any]) -> AsyncIterator[str]:
    for event in stream.events(message):
        yield event


async def _refuse(_: Request, problem: ProblemError) -> Response:
    return problems.response(problem)


async def _unknown(_: Request, __: Exception) -> Response:
    return problems.response(ProblemError(404, "Not found"))
