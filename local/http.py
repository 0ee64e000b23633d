"""The HTTP front: what API Gateway does between a client and a function, on loopback.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

from starlette.types import ASGIApp, Receive, Scope, Send

from local.http_event import (
    INTERNAL_ERROR,
    NOT_FOUND,
    TOO_LARGE,
    UNAVAILABLE,
    Request,
    Response,
    build_event,
    read_result,
)
from local.pool import Pool
from local.routing import Match, Router
from local.sandbox import Outcome
from local.wiring import Cors, Wiring

MAXIMUM_BODY_BYTES = 10 * 1024 * 1024
INTEGRATION_TIMEOUT_S = 30.0
"""Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html"""

CORS_HEADERS = "access-control-"
WORKERS = 32

type Report = Callable[[str, Outcome, str], None]


class Front:
    """An ASGI application: the template's routes, and beside them the pages that only a laptop has."""

    def __init__(self, pages: Mapping[str, ASGIApp], report: Report) -> None:
        self._pages = pages
        self._report = report
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="http")
        self._router = Router(())
        self._cors: Cors | None = None
        self._pools: Mapping[str, Pool] = {}

    def serve(self, wiring: Wiring, pools: Mapping[str, Pool]) -> None:
        """Serve this wiring from now on."""
        self._router, self._cors, self._pools = Router(wiring.routes), wiring.cors, pools

    def close(self) -> None:
        """Take no more requests to functions; those under way end with their sandboxes."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        for prefix, page in self._pages.items():
            if scope["path"] == prefix or scope["path"].startswith(f"{prefix}/"):
                await page(scope, receive, send)
                return
        body = await _read_body(receive)
        response = TOO_LARGE if body is None else await self._answer(_request(scope, body))
        headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers]
        headers.append((b"content-length", str(len(response.body)).encode()))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else response.body})

    async def _answer(self, request: Request) -> Response:
        preflight = self._cors and request.method == "OPTIONS" and request.header("access-control-request-method")
        if self._cors and preflight:
            return Response(204, tuple(_cors_headers(self._cors, request, preflight=True)))
        match = self._router.match(request.method, request.path)
        response = await self._invoke(request, match) if match else NOT_FOUND
        if self._cors is None:
            return response
        own = [(name, value) for name, value in response.headers if not name.startswith(CORS_HEADERS)]
        return Response(response.status, (*own, *_cors_headers(self._cors, request, preflight=False)), response.body)

    async def _invoke(self, request: Request, match: Match) -> Response:
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._workers, self._run, request, match)
        try:
            return await asyncio.wait_for(asyncio.shield(running), INTEGRATION_TIMEOUT_S)
        except TimeoutError:
            return UNAVAILABLE

    def _run(self, request: Request, match: Match) -> Response:
        outcome = self._pools[match.route.function].invoke(build_event(request, match))
        response = _response(outcome)
        self._report(match.route.function, outcome, f"{request.method} {request.path} {response.status}")
        return response


def _response(outcome: Outcome) -> Response:
    if outcome.kind == "timeout":
        return UNAVAILABLE
    return read_result(outcome.payload) if outcome.kind == "ok" else INTERNAL_ERROR


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body, or None when it is larger than the gateway takes."""
    body = bytearray()
    more = True
    while more:
        part = await receive()
        if part["type"] == "http.disconnect":
            break
        body += part.get("body", b"")
        more = part.get("more_body", False)
        if len(body) > MAXIMUM_BODY_BYTES:
            return None
    return bytes(body)


def _request(scope: Scope, body: bytes) -> Request:
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"])
    raw_path = scope.get("raw_path") or scope["path"].encode()
    return Request(
        method=scope["method"],
        path=unquote(raw_path.decode("latin-1")),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body,
        source_ip=scope["client"][0] if scope.get("client") else "127.0.0.1",
        protocol=f"HTTP/{scope['http_version']}",
        port=scope["server"][1],
    )


def _cors_headers(cors: Cors, request: Request, *, preflight: bool) -> list[tuple[str, str]]:
    origin = request.header("origin")
    if not origin or not ("*" in cors.origins or origin in cors.origins):
        return []
    allowed = origin if cors.credentials or "*" not in cors.origins else "*"
    headers = [("access-control-allow-origin", allowed), ("vary", "Origin")]
    if cors.credentials:
        headers.append(("access-control-allow-credentials", "true"))
    if not preflight:
        return headers + [("access-control-expose-headers", ",".join(cors.exposed))] * bool(cors.exposed)
    listed = {"methods": cors.methods, "headers": cors.headers}
    headers += [(f"access-control-allow-{name}", ",".join(values)) for name, values in listed.items() if values]
    if cors.max_age_s is not None:
        headers.append(("access-control-max-age", str(cors.max_age_s)))
    return headers
