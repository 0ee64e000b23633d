"""API Gateway's payload format 2.0 as this door reads and answers it.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import binascii
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GZIP_FROM_BYTES = 1400
"""Below this a compressed body saves no packet."""

INVALID_REQUEST = -32600
"""JSON-RPC's code for what is refused before its body is read."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request.

    Attributes:
        headers: By lower-case name, without blanks around; API Gateway joins repeated ones with commas.
        query: By name; repeated ones joined likewise.
        body: None when it could not be decoded.
        domain: The host that API Gateway took the request for, without a port.
        source_ip: The caller's address as API Gateway saw it.
        request_id: API Gateway's id of this request.
    """

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes | None
    domain: str
    source_ip: str
    request_id: str

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> "Request":
        """Read an event; what is missing in it is empty."""
        context = event.get("requestContext") or {}
        http = context.get("http") or {}
        headers = {str(name).lower(): str(value).strip() for name, value in (event.get("headers") or {}).items()}
        return cls(
            method=str(http.get("method") or "").upper(),
            headers=headers,
            query=dict(event.get("queryStringParameters") or {}),
            body=_body(event),
            domain=str(context.get("domainName") or "").lower(),
            source_ip=str(http.get("sourceIp") or ""),
            request_id=str(context.get("requestId") or ""),
        )

    def header(self, name: str) -> str:
        """Return a header's value; empty when it is absent."""
        return self.headers.get(name, "")


def _body(event: Mapping[str, Any]) -> bytes | None:
    text = str(event.get("body") or "")
    if not event.get("isBase64Encoded"):
        return text.encode("utf-8", errors="surrogatepass")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP response; without a body it has no content type either."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, more: Mapping[str, str]) -> "Reply":
        """Return the reply with further headers."""
        return Reply(self.status, self.body, {**self.headers, **more})

    def to_result(self, request: Request) -> dict[str, Any]:
        """Return what the function answers: compressed when the caller takes it and it is worth it."""
        headers = {**self.headers, "cache-control": "no-store", "x-content-type-options": "nosniff"}
        if not self.body:
            return {"statusCode": self.status, "headers": headers, "body": "", "isBase64Encoded": False}
        headers.setdefault("content-type", "application/json")
        if len(self.body) < GZIP_FROM_BYTES or not accepts_gzip(request.header("accept-encoding")):
            return {"statusCode": self.status, "headers": headers, "body": self.body.decode(), "isBase64Encoded": False}
        headers["content-encoding"] = "gzip"
        packed = base64.b64encode(gzip.compress(self.body, compresslevel=5, mtime=0)).decode()
        return {"statusCode": self.status, "headers": headers, "body": packed, "isBase64Encoded": True}


def accepts_gzip(accept_encoding: str) -> bool:
    """Return whether the caller takes gzip.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
    """
    weights = dict(_weighted(part) for part in accept_encoding.lower().split(",") if part.strip())
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _weighted(part: str) -> tuple[str, float]:
    name, _, parameters = part.partition(";")
    weight = parameters.strip().removeprefix("q=")
    try:
        return name.strip(), float(weight) if weight else 1.0
    except ValueError:
        return name.strip(), 0.0


def json_reply(status: int, body: Mapping[str, Any]) -> Reply:
    """Return a reply with a JSON body."""
    return Reply(status, json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode("utf-8", errors="replace"))


def refusal(status: int, code: str, message: str, hint: str = "", **data: Any) -> Reply:
    """Return an answer to a request that is not looked into any further, as a JSON-RPC error without an id."""
    told = {"code": code, **({"hint": hint} if hint else {}), **data}
    text = f"{message} {hint}".strip()
    error = {"code": INVALID_REQUEST, "message": text, "data": told}
    return json_reply(status, {"jsonrpc": "2.0", "id": None, "error": error})


UNREADABLE = object()
"""Stands for a body that is not JSON."""


def decode(body: bytes) -> object:
    """Return the JSON value that the body holds, or UNREADABLE."""
    try:
        decoded: object = json.loads(body, parse_constant=_no_constant)
        if b"\\u" in body:  # half of a surrogate pair is legal JSON, and illegal in every text that we send on
            json.dumps(decoded, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return UNREADABLE
    return decoded


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
