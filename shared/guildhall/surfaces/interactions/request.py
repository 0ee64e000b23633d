"""One HTTP request and its answer, as API Gateway hands them over (payload format 2.0).

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from guildhall.discord.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER
from guildhall.errors import Json

type Response = dict[str, object]


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request with what is needed to prove who sent it; the body is the bytes as they came."""

    path: str
    signature: str
    timestamp: str
    body: bytes

    @classmethod
    def read(cls, event: Mapping[str, object]) -> "SignedRequest | None":
        """Return the request in the event; None when it cannot be one of Discord's."""
        given = event.get("headers")
        headers = {str(name).lower(): value for name, value in given.items()} if isinstance(given, Mapping) else {}
        signature, timestamp = headers.get(SIGNATURE_HEADER), headers.get(TIMESTAMP_HEADER)
        body = _body(event)
        if body is None or not isinstance(signature, str) or not isinstance(timestamp, str):
            return None
        return cls(str(event.get("rawPath", "")), signature, timestamp, body)

    def document(self) -> dict[str, Json] | None:
        """Return the body as a JSON object; None when it is none."""
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return document if isinstance(document, dict) else None


def _body(event: Mapping[str, object]) -> bytes | None:
    body = event.get("body")
    if not isinstance(body, str):
        return None
    try:
        return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError:
        return None


def answered(document: Mapping[str, Json], status: int = 200) -> Response:
    """Return an answer with a JSON body."""
    body = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": body}


def acknowledged() -> Response:
    """Return the empty answer that Discord wants for webhook events: 204 with a Content-Type."""
    return {"statusCode": 204, "headers": {"content-type": "application/json"}, "body": ""}


UNAUTHORIZED = answered({"error": "The request is not signed by Discord for this application."}, 401)
NOT_UNDERSTOOD = answered(
    {"error": "The request is signed but is no interaction or event that can be understood."}, 400
)
NOT_TAKEN = answered({"error": "The event could not be queued; send it again."}, 503)
