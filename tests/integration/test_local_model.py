"""The scripted Messages API over a socket."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.children import Child
from local.leash import Leash
from tests.integration.laptop.helpers import Answer, ask

HEADERS = {"x-api-key": "k", "anthropic-version": "2023-06-01", "content-type": "application/json"}
BODY = {"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": "good morning"}]}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    leash = Leash()
    child = Child(leash, "local.model", (), tmp_path_factory.mktemp("model") / "log")
    yield int(child.ready()["url"].rsplit(":", 1)[1])
    child.stop()
    leash.close()


@pytest.fixture(autouse=True)
def empty_script(port: int) -> None:
    ask(port, "DELETE", "/script")


def post(port: int, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
    return ask(port, "POST", path, json.dumps(body).encode(), HEADERS if headers is None else headers)


def test_turns_are_answered_in_their_order_then_it_improvises(port: int) -> None:
    assert post(port, "/script", ["one", {"text": "two"}]).json == {"queued": 2}
    texts = [post(port, "/v1/messages", BODY).json["content"][0]["text"] for _ in range(3)]
    assert texts[:2] == ["one", "two"]
    assert texts[2].startswith("I am a scripted model")
    assert ask(port, "GET", "/script").json == {"queued": 0}


def test_a_scripted_error_has_the_shape_and_headers_of_the_api(port: int) -> None:
    post(port, "/script", [{"error": {"status": 429, "message": "slow down", "retry_after_s": 3}}])
    answer = post(port, "/v1/messages", BODY)
    assert (answer.status, answer.header("retry-after")) == (429, "3")
    assert answer.json["type"] == "error"
    assert answer.json["error"] == {"type": "rate_limit_error", "message": "slow down"}
    assert answer.json["request_id"] == answer.header("request-id")


def test_a_stream_is_server_sent_events(port: int) -> None:
    post(port, "/script", [{"text": "streamed", "tools": []}])
    answer = post(port, "/v1/messages", {**BODY, "stream": True})
    assert (answer.header("content-type") or "").startswith("text/event-stream")
    names = [line.removeprefix("event: ") for line in answer.body.decode().splitlines() if line.startswith("event: ")]
    assert names[0] == "message_start"
    assert names[-1] == "message_stop"


def test_what_the_model_was_shown_can_be_read_without_any_key(port: int) -> None:
    post(port, "/v1/messages", BODY)
    seen = ask(port, "GET", "/requests").json
    assert seen[-1]["body"] == BODY
    assert "x-api-key" not in json.dumps(seen)
    assert ask(port, "GET", f"/requests?since={seen[-1]['seq']}").json == []


def test_tokens_are_counted_without_a_limit_of_tokens(port: int) -> None:
    body = {key: value for key, value in BODY.items() if key != "max_tokens"}
    assert post(port, "/v1/messages/count_tokens", body).json["input_tokens"] > 0
    assert post(port, "/v1/messages/count_tokens", []).status == 400


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/v1/messages", BODY, {}, 401),
        ("/v1/messages", {**BODY, "max_tokens": 0}, HEADERS, 400),
        ("/script", {"text": "not a list"}, HEADERS, 400),
        ("/v1/nothing", BODY, HEADERS, 404),
    ],
)
def test_a_refusal_is_an_error_object(port: int, path: str, body: Any, headers: dict[str, str], status: int) -> None:
    answer = post(port, path, body, headers)
    assert answer.status == status
    assert answer.json["type"] == "error"
    assert answer.json["error"]["message"]


def test_a_body_that_is_not_json_is_a_400(port: int) -> None:
    assert ask(port, "POST", "/v1/messages", b"{", HEADERS).status == 400
