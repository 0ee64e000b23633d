"""What is decided before anything of the body or the caller is known."""

import json
from typing import Any

import pytest

from guildhall.surfaces.mcp.gate import MAX_BODY_BYTES
from tests.fakes.mcp_door import Client, FakePlatform, door, http_event

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
PAGE = "https://claude.example"


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def client(platform: FakePlatform) -> Client:
    return Client(door(platform, origins=frozenset({PAGE})), version="2025-11-25")


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
def test_every_method_but_post_is_405_at_once_and_says_what_is_served(client: Client, method: str) -> None:
    answer = client.send(http_event(method))
    assert answer.status == 405
    assert answer.headers["allow"] == "POST, OPTIONS"
    assert "POST" in answer.error["message"]


def test_a_preflight_of_an_allowed_page_needs_no_key(client: Client, platform: FakePlatform) -> None:
    answer = client.send(http_event("OPTIONS", headers={"origin": PAGE}))
    assert answer.status == 204
    assert answer.text == ""
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert "mcp-protocol-version" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-methods"] == "POST, OPTIONS"
    assert platform.keys.asked == []


def test_an_unknown_page_is_refused_even_its_preflight(client: Client) -> None:
    for method in ("OPTIONS", "POST"):
        answer = client.send(http_event(method, headers={"origin": "https://evil.example"}))
        assert answer.status == 403
        assert "access-control-allow-origin" not in answer.headers
        assert "ALLOWED_ORIGINS" in answer.error["message"]


@pytest.mark.parametrize("origin", [PAGE, "https://api.example.com"])
def test_an_allowed_page_and_this_hosts_own_may_read_the_answer(client: Client, origin: str) -> None:
    answer = client.post(PING, headers={"origin": origin})
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert "www-authenticate" in answer.headers["access-control-expose-headers"]
    assert "Origin" in answer.headers["vary"]


def test_a_page_of_the_public_address_is_this_hosts_own() -> None:
    client = Client(door(FakePlatform(), public_url="https://bot.example.org"))
    assert client.post(PING, headers={"origin": "https://bot.example.org"}).status != 403


def test_without_a_public_address_a_page_without_an_address_is_refused(client: Client) -> None:
    assert client.post(PING, headers={"origin": "://"}).status == 403
    assert client.post(PING, headers={"origin": "null"}).status == 403


def test_a_name_that_was_pointed_at_this_machine_is_refused() -> None:
    rebound: dict[str, Any] = {"source_ip": "127.0.0.1", "domain": "evil.example"}
    client = Client(door(FakePlatform()), version="2025-11-25")
    assert client.post(PING, **rebound).status == 421
    assert client.post(PING, source_ip="127.0.0.1", domain="localhost").status == 200
    tunnelled = Client(door(FakePlatform(), public_url="https://evil.example"), version="2025-11-25")
    assert tunnelled.post(PING, **rebound).status == 200


def test_an_address_that_is_none_counts_as_foreign(client: Client) -> None:
    assert client.post(PING, source_ip="").status == 200


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/jsonp"])
def test_a_body_of_another_type_is_415(client: Client, content_type: str) -> None:
    assert client.post(PING, headers={"content-type": content_type}).status == 415


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_is_taken_however_it_is_spelled(client: Client, content_type: str) -> None:
    assert client.post(PING, headers={"content-type": content_type}).status == 200


@pytest.mark.parametrize(
    ("accept", "status"), [("text/html", 406), ("*/*", 200), ("application/*;q=0.5", 200), ("", 200)]
)
def test_an_answer_in_json_has_to_be_acceptable(client: Client, accept: str, status: int) -> None:
    assert client.post(PING, headers={"accept": accept}).status == status


def test_a_body_above_the_limit_is_413(client: Client) -> None:
    raw = json.dumps({**PING, "params": {"x": "y" * MAX_BODY_BYTES}}).encode()
    answer = client.post(raw)
    assert answer.status == 413
    assert str(MAX_BODY_BYTES) in answer.error["message"]


def test_a_body_that_is_not_base64_is_400(client: Client) -> None:
    event = http_event(body=b"%%%", headers={"content-type": "application/json"})
    assert client.send({**event, "isBase64Encoded": True}).status == 400
