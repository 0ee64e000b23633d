"""One request to Discord before it is sent: what is always added, and whether it may be sent twice.

- A body that makes or changes a message pings nobody unless the caller asked for it (`allowed_mentions`), whatever
  route it takes; a null, which Discord would read as "everybody whom the text mentions", is nobody too.
- A new message carries a nonce that Discord enforces: sent twice, it is posted once.
- The reason for the audit log is percent-encoded.
- Files go as a form: beside a message its JSON is one field of it, elsewhere each field of the body is one.

Source: https://docs.discord.com/developers/resources/message#create-message
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_hex

from pydantic import JsonValue

from guildhall.clock import new_id
from guildhall.discord.files import Files, are_beside_json
from guildhall.discord.limits import NONCE
from guildhall.discord.reasons import AUDIT_REASON_HEADER, encoded
from guildhall.discord.routes import CREATE_MESSAGE, Route

type Query = Mapping[str, str | int | bool | Sequence[str]]
"""A list is sent as Discord reads one: the name again for each of its values."""
type Body = Mapping[str, JsonValue] | Sequence[JsonValue]

_REPEATABLE_METHODS = frozenset({"GET", "PUT", "DELETE"})
_NEW_MESSAGE = re.compile(r"POST /((channels|lobbies)/\{[a-z_]+\}/messages|webhooks/\{webhook_id\}/\{webhook_token\})")
_EDITED_MESSAGE = re.compile(r"PATCH .*/messages/(\{message_id\}|@original)")
_NEW_THREAD = "POST /channels/{channel_id}/threads"
_ANSWER = "POST /interactions/{interaction_id}/{interaction_token}/callback"
_SPEAKING_ANSWERS = frozenset({4, 7})
"""Answers to an interaction that are a message; the others are none."""
_VISIBLE = frozenset({"content", "embeds", "components", "poll"})
_QUIET: JsonValue = {"parse": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request.

    Attributes:
        path: Values of the route's names; may hold a webhook's token, so it is not shown.
        body: JSON, as the caller gave it; not shown.
        reason: For Discord's audit log, in plain text; not sent with reads.
        nonce_key: What makes a new message the same message when it is sent again; a fresh one when empty.
        safe_to_repeat: Says so where the method does not: sending it twice is sending it once.
        files: What is uploaded, by the form's fields; not shown.
        boundary: What parts the form; drawn once, so that a request that is sent again is the same bytes.
    """

    route: Route
    path: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Query | None = None
    body: Body | None = field(default=None, repr=False)
    reason: str | None = None
    nonce_key: str = field(default_factory=new_id)
    safe_to_repeat: bool = False
    files: Files | None = field(default=None, repr=False)
    boundary: str = field(default_factory=lambda: token_hex(16), repr=False)

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.route.method == "GET"

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again when nobody knows if the first one arrived."""
        return self.safe_to_repeat or self.route.method in _REPEATABLE_METHODS or self.route == CREATE_MESSAGE

    def headers(self) -> dict[str, str]:
        """Return the headers that belong to this request, without authorization."""
        told: dict[str, str] = {}
        if self.files:
            told["Content-Type"] = f"multipart/form-data; boundary={self.boundary}"
        elif self.body is not None:
            told["Content-Type"] = "application/json"
        if self.reason and not self.reads:
            told[AUDIT_REASON_HEADER] = encoded(self.reason)
        return told

    def content(self) -> bytes | None:
        """Return the body as bytes, with what is always added."""
        if self.body is None:
            return None
        body = self._completed(self.body) if isinstance(self.body, Mapping) else list(self.body)
        return _json(body).encode()

    def form(self) -> dict[str, str] | None:
        """Return the fields that stand beside the files, None where there are no files."""
        if not self.files:
            return None
        body = dict(self.body) if isinstance(self.body, Mapping) else {}
        if are_beside_json(self.files) and (self.body is not None or _bears_message(self.route, {})):
            return {"payload_json": _json(self._completed(body))}
        return {name: value if isinstance(value, str) else _json(value) for name, value in body.items()}

    def _completed(self, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        body = dict(given)
        if _bears_message(self.route, body):
            body["allowed_mentions"] = body.get("allowed_mentions") or _QUIET
        inside = _message_inside(self.route, body)
        if isinstance(message := body.get(inside), dict):
            body[inside] = {**message, "allowed_mentions": message.get("allowed_mentions") or _QUIET}
        if self.route == CREATE_MESSAGE:
            body.setdefault("nonce", nonce(self.nonce_key))
            body.setdefault("enforce_nonce", True)
        return body


def nonce(key: str) -> str:
    """Return a nonce of 25 characters that stands for the key and tells nothing of it."""
    return sha256(key.encode()).hexdigest()[:NONCE]


def _json(value: JsonValue) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _bears_message(route: Route, body: Mapping[str, JsonValue]) -> bool:
    if _NEW_MESSAGE.fullmatch(route.text):
        return True
    return _EDITED_MESSAGE.fullmatch(route.text) is not None and not _VISIBLE.isdisjoint(body)


def _message_inside(route: Route, body: Mapping[str, JsonValue]) -> str:
    """Return the field of a body that holds a message."""
    if route.text == _ANSWER and body.get("type") in _SPEAKING_ANSWERS:
        return "data"
    return "message" if route.text == _NEW_THREAD else ""
