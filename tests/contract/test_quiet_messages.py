"""Every route of Discord's that takes `allowed_mentions` gets one that pings nobody, unless somebody is named."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from guildhall.discord.requests import Request
from guildhall.discord.routes import Route
from tests.contract.discord_spec import DOCUMENT

DOCUMENTED = json.loads(DOCUMENT.read_text("utf-8"))
BODIES: dict[str, dict[str, Any]] = {
    "POST /channels/{channel_id}/threads": {"name": "t", "message": {"content": "@everyone"}},
    "POST /interactions/{interaction_id}/{interaction_token}/callback": {"type": 4, "data": {"content": "@everyone"}},
}
"""Bodies whose message lies inside them; all others are the message."""


def routes_that_may_ping() -> Iterator[str]:
    for path, methods in DOCUMENTED["paths"].items():
        for method, told in methods.items():
            if method in {"post", "put", "patch"} and _takes(told.get("requestBody", {}), frozenset()):
                yield f"{method.upper()} {path}"


def _takes(schema: object, seen: frozenset[str]) -> bool:
    match schema:
        case {"$ref": str(name)}:
            known = DOCUMENTED["components"]["schemas"]
            return name not in seen and _takes(known[name.rpartition("/")[2]], seen | {name})
        case {"properties": {"allowed_mentions": _}}:
            return True
        case dict():
            return any(_takes(part, seen) for part in schema.values())
        case list():
            return any(_takes(part, seen) for part in schema)
    return False


ROUTES = sorted(routes_that_may_ping())


def test_discord_has_such_routes_and_new_ones_are_noticed() -> None:
    assert len(ROUTES) == 8
    assert "POST /channels/{channel_id}/messages" in ROUTES


@pytest.mark.parametrize("text", ROUTES)
@pytest.mark.parametrize("given", ["nothing", None, {}])
def test_a_message_pings_nobody_whatever_route_it_takes(text: str, given: object) -> None:
    body = BODIES.get(text, {"content": "@everyone", "embeds": [{"description": "@everyone"}]})
    inside = next((name for name in ("message", "data") if name in body), None)
    message = body[inside] if inside else body
    message = message if given == "nothing" else {**message, "allowed_mentions": given}
    content = Request(route=Route(text), body={**body, inside: message} if inside else message).content()
    assert content is not None
    sent = json.loads(content)
    assert (sent[inside] if inside else sent)["allowed_mentions"] == {"parse": []}
