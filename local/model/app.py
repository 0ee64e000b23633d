"""The scripted Messages API as an application."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local.model import faults, problems, stream, turns
from local.model.caching import Cache
from local.model.keeping import Kept
from local.model.problems import ProblemError
from local.model.script import Script
from local.model.validation import validate

MODES = ("plain", "obey")
BODY_MAX_BYTES = 32 * 1024 * 1024
CONTEXT_TOKENS = 1_000_000


class ScriptedModel:
    """Answers `POST /v1/messages`, and `POST /model/{id}/invoke` as Bedrock does.

    `POST /script` queues exact turns, `POST /mode` makes it obey what it reads, `GET /requests` shows what was asked.
    """

    def __init__(self) -> None:
        self._script = Script()
        self._kept = Kept()
        self._cache = Cache()
        self._mode = MODES[0]

    def application(self) -> Starlette:
        """The application that serves this model."""
        routes = [
            Route("/v1/messages", self.messages, methods=["POST"]),
            Route("/v1/messages/count_tokens", self.count_tokens, methods=["POST"]),
            Route("/model/{model}/invoke", self.invoke, methods=["POST"]),
            Route("/script", self.script, methods=["GET", "POST", "DELETE"]),
            Route("/mode", self.mode, methods=["GET", "POST"]),
            Route("/requests", self.requests, methods=["GET"]),
        ]
        handlers: Any = {ProblemError: _refuse, 404: _unknown, 405: _unknown}
        return Starlette(routes=routes, exception_handlers=handlers)

    async def messages(self, request: Request) -> Response:
        """Answer one request with its turn of the script, or by one of the model's jobs."""
        return await self._answer(request.headers, await _json(request), await request.body())

    async def invoke(self, request: Request) -> Response:
        """Answer a request as Bedrock wants it: the model in the path, the version in the body, signed by AWS's rules.

        Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html
        """
        body = await _json(request)
        if "x-api-key" in request.headers or not isinstance(body, dict) or "model" in body:
            raise ProblemError(400, "Malformed input request: a signed object without `model` is wanted")
        headers = {**request.headers, "anthropic-version": body.get("anthropic_version", "")}
        return await self._answer(headers, {**body, "model": request.path_params["model"]}, await request.body())

    async def _answer(self, headers: Mapping[str, str], body: Any, raw: bytes) -> Response:
        if len(raw) > BODY_MAX_BYTES:
            raise ProblemError(413, "Request exceeds the maximum size")
        validate(headers, body)
        self._kept.add(raw)
        if (size := turns.count_tokens(body)) > CONTEXT_TOKENS:
            raise ProblemError(400, f"prompt is too long: {size} tokens > {CONTEXT_TOKENS} maximum")
        entry = self._script.take(body)
        if entry is None:
            return self._message(body, turns.improvised(body, obeys=self._mode == "obey"), {})
        await asyncio.sleep(entry.delay_s)
        if entry.fault:
            return faults.answer(entry.fault, entry.turn)
        usage = entry.turn.get("usage", {}) if isinstance(entry.turn, dict) else {}
        return self._message(body, turns.scripted(entry.turn, body), usage)

    def _message(self, body: Mapping[str, Any], message: dict[str, Any], usage: Mapping[str, Any]) -> Response:
        message["usage"] = {**message["usage"], **self._cache.usage(body), **usage}
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
            self._script.add(given)
        return JSONResponse({"queued": len(self._script)})

    async def mode(self, request: Request) -> Response:
        """Say (GET) or set (POST) whether it obeys whatever it reads."""
        if request.method == "POST":
            given = await _json(request)
            wanted = given.get("mode") if isinstance(given, dict) else None
            if wanted not in MODES:
                raise ProblemError(400, f"mode: Input should be one of {', '.join(MODES)}")
            self._mode = wanted
        return JSONResponse({"mode": self._mode})

    async def requests(self, request: Request) -> Response:
        """The bodies of the last requests, oldest first, with a number above `since`."""
        since = request.query_params.get("since", "0")
        if not since.isdecimal():
            raise ProblemError(400, "since: Input should be a whole number")
        return Response(self._kept.since(int(since)), media_type="application/json")


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
