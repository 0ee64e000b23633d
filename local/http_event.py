"""API Gateway's payload format 2.0: a request becomes an event, a function's result becomes a response.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import binascii
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from local.routing import Match
from local.template import ACCOUNT_ID

API_ID = "local"
MAXIMUM_RESULT_BYTES = 6_291_556
"""Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

TEXT_TYPES = ("application/json", "application/xml", "application/javascript")
REPLACED = frozenset({"cookie", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "x-amzn-trace-id"})
"""Request headers that do not pass as they came: cookies have a list of their own, the gateway writes the others."""


@dataclass(frozen=True)
class Request:
    """One HTTP request; `path` is decoded, `query` is not, header names are in lower case."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source_ip: str
    protocol: str = "HTTP/1.1"
    port: int = 443

    def header(self, name: str) -> str:
        """All values of one header, joined by commas; empty when absent."""
        return ",".join(value for key, value in self.headers if key == name)


@dataclass(frozen=True)
class Response:
    """One HTTP response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(default=b"")


def message(status: int, text: str) -> Response:
    """An answer that the gateway gives itself."""
    body = json.dumps({"message": text}, separators=(",", ":")).encode()
    return Response(status, (("content-type", "application/json"),), body)


NOT_FOUND = message(404, "Not Found")
TOO_LARGE = message(413, "Request Entity Too Large")
INTERNAL_ERROR = message(500, "Internal Server Error")
UNAVAILABLE = message(503, "Service Unavailable")


def build_event(request: Request, match: Match) -> dict[str, Any]:
    """The event that the function gets for this request."""
    request_id = uuid.uuid4().hex[:16]
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": match.route.key,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": _headers(request),
        "requestContext": _context(request, match, request_id),
    }
    cookies = [part.strip() for part in request.header("cookie").split(";") if part.strip()]
    parameters = _joined(parse_qsl(request.query, keep_blank_values=True))
    optional = {
        "cookies": cookies,
        "queryStringParameters": parameters,
        "pathParameters": dict(match.path_parameters),
    }
    event |= {name: value for name, value in optional.items() if value}
    text = _as_text(request)
    if request.body:
        event["body"] = text if text is not None else base64.b64encode(request.body).decode()
    event["isBase64Encoded"] = text is None
    return event


def _headers(request: Request) -> dict[str, str]:
    passed = _joined((name, value) for name, value in request.headers if name not in REPLACED)
    forwarded = [value for value in (request.header("x-forwarded-for"), request.source_ip) if value]
    passed["x-forwarded-for"] = ", ".join(forwarded)
    passed["x-forwarded-port"] = str(request.port)
    passed["x-forwarded-proto"] = "http"
    passed["x-amzn-trace-id"] = f"Root=1-{uuid.uuid4().hex[:8]}-{uuid.uuid4().hex[:24]}"
    return passed


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _context(request: Request, match: Match, request_id: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    domain = request.header("host").rsplit(":", 1)[0]
    return {
        "accountId": ACCOUNT_ID,
        "apiId": API_ID,
        "domainName": domain,
        "domainPrefix": domain.split(".", 1)[0],
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": request.protocol,
            "sourceIp": request.source_ip,
            "userAgent": request.header("user-agent"),
        },
        "requestId": request_id,
        "routeKey": match.route.key,
        "stage": "$default",
        "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "timeEpoch": int(now.timestamp() * 1000),
    }


def _as_text(request: Request) -> str | None:
    """The body as text where its type is text, else None: it travels as base64."""
    if not request.body:
        return ""
    content_type = request.header("content-type").split(";", 1)[0].strip().lower()
    if not (content_type.startswith("text/") or content_type in TEXT_TYPES or content_type.endswith("+json")):
        return None
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        return None


def read_result(payload: str) -> Response:
    """The response for a function's result, which is JSON text; a malformed result is a 500, as in the cloud."""
    if len(payload.encode()) > MAXIMUM_RESULT_BYTES:
        return INTERNAL_ERROR
    result = json.loads(payload)
    if not isinstance(result, dict) or "statusCode" not in result:
        body = result if isinstance(result, str) else json.dumps(result, separators=(",", ":"))
        return Response(200, (("content-type", "application/json"),), body.encode())
    try:
        return _explicit(result)
    except (TypeError, ValueError, AttributeError, binascii.Error):
        return INTERNAL_ERROR


def _explicit(result: Mapping[str, Any]) -> Response:
    status = int(result["statusCode"])
    body = result.get("body") or ""
    if not isinstance(body, str) or not 100 <= status <= 599:  # noqa: PLR2004  # the range of HTTP status codes
        return INTERNAL_ERROR
    headers = [(str(name).lower(), _scalar(value)) for name, value in (result.get("headers") or {}).items()]
    if not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", "text/plain;charset=UTF-8"))
    headers += [("set-cookie", str(cookie)) for cookie in result.get("cookies") or ()]
    raw = base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()
    return Response(status, tuple(headers), raw)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError
