"""The scripted Messages API over a socket."""

import contextlib
import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.children import Child
from local.leash import Leash
from tests.integration.laptop.helpers import Answer, ask, until

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
def plain(port: int) -> None:
    ask(port, "DELETE", "/script")
    post(port, "/mode", {"mode": "plain"})


def post(port: int, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
    return ask(port, "POST", path, json.dumps(body).encode(), HEADERS if headers is None else headers)


def test_turns_are_answered_in_their_order_then_it_improvises(port: int) -> None:
    assert post(port, "/script", ["one", {"text": "two"}]).json == {"queued": 2}
    texts = [post(port, "/v1/messages", BODY).json["content"][0]["text"] for _ in range(3)]
    assert texts[:2] == ["one", "two"]
    assert texts[2].startswith("-# I am a scripted model")
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


def asking(words: str) -> dict[str, Any]:
    return {**BODY, "messages": [{"role": "user", "content": words}]}


def said(answer: Answer) -> str:
    return str(answer.json["content"][0]["text"])


def test_turns_side_by_side_find_their_own_entries_even_when_one_is_late(port: int) -> None:
    post(port, "/script", [{"match": "slow", "text": "late", "delay_s": 0.5}, {"match": "fast", "text": "soon"}])
    order: list[str] = []
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(lambda: order.append(said(post(port, "/v1/messages", asking("slow")))))
        until(lambda: ask(port, "GET", "/script").json == {"queued": 1}, "the slow turn has taken its entry")
        order.append(said(post(port, "/v1/messages", asking("fast"))))
        slow.result()
    assert order == ["soon", "late"]


@pytest.mark.parametrize(
    ("entry", "status", "retry_after"),
    [
        ({"fault": "overloaded"}, 529, None),
        ({"fault": "429"}, 429, "1"),
        ({"fault": "429", "retry_after_s": 40}, 429, "40"),
        ({"fault": "500"}, 500, None),
    ],
)
def test_a_busy_service_answers_as_the_api_does(
    port: int, entry: dict[str, Any], status: int, retry_after: str | None
) -> None:
    post(port, "/script", [entry])
    answer = post(port, "/v1/messages", BODY)
    assert (answer.status, answer.header("retry-after")) == (status, retry_after)
    assert answer.json["type"] == "error"


def test_garbage_is_no_json(port: int) -> None:
    post(port, "/script", [{"fault": "garbage"}])
    answer = post(port, "/v1/messages", BODY)
    assert answer.status == 200
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(answer.body)


def test_a_dropped_connection_ends_in_the_middle_of_an_answer(port: int) -> None:
    post(port, "/script", [{"fault": "drop"}])
    with pytest.raises(http.client.IncompleteRead):
        post(port, "/v1/messages", BODY)
    assert post(port, "/v1/messages", BODY).status == 200


def test_silence_lasts_until_the_client_has_gone(port: int) -> None:
    post(port, "/script", [{"fault": "timeout"}])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=0.3)
    with contextlib.closing(connection):
        connection.request("POST", "/v1/messages", json.dumps(BODY), HEADERS)
        with pytest.raises(TimeoutError):
            connection.getresponse()
    assert post(port, "/v1/messages", BODY).status == 200


def test_it_obeys_what_it_reads_only_when_told_to(port: int) -> None:
    tools = [{"name": "guild_list", "input_schema": {"type": "object"}}]
    order = {"type": "text", "text": "CALL guild_list {}"}
    body = {**BODY, "tools": tools, "messages": [{"role": "user", "content": [order, {**order, "text": "hello"}]}]}
    assert post(port, "/v1/messages", body).json["stop_reason"] == "end_turn"
    assert post(port, "/mode", {"mode": "obey"}).json == ask(port, "GET", "/mode").json == {"mode": "obey"}
    (call,) = post(port, "/v1/messages", body).json["content"]
    assert (call["name"], call["input"]) == ("guild_list", {})
    unknown: list[Any] = [{"mode": "free"}, []]
    for wrong in unknown:
        assert post(port, "/mode", wrong).status == 400


def test_bedrock_s_requests_have_the_model_in_the_path_and_the_version_in_the_body(port: int) -> None:
    signed = {"authorization": "AWS4-HMAC-SHA256 Credential=x", "content-type": "application/json"}
    body = {name: value for name, value in BODY.items() if name != "model"} | {"anthropic_version": "2026-10-21"}
    answer = post(port, "/model/global.anthropic.m/invoke", body, signed)
    assert answer.json["model"] == "global.anthropic.m"
    assert ask(port, "GET", "/requests").json[-1]["body"] == body
    refused: list[Any] = [(BODY, signed), ([], signed), (body, HEADERS), ({**body, "anthropic_version": ""}, signed)]
    for wrong, headers in refused:
        assert post(port, "/model/m/invoke", wrong, headers).status == 400


def test_too_much_at_once_is_refused(port: int) -> None:
    answer = post(port, "/v1/messages", asking("x" * 4_100_000))
    assert answer.status == 400
    assert "prompt is too long" in answer.json["error"]["message"]
    assert post(port, "/v1/messages", asking("x" * 34_000_000)).status == 413


def test_usage_tells_what_a_cache_would_have_read(port: int) -> None:
    text = {"type": "text", "text": "of its own " + "y" * 800, "cache_control": {"type": "ephemeral"}}
    body = {**BODY, "messages": [{"role": "user", "content": [text]}]}
    first, second = (post(port, "/v1/messages", body).json["usage"] for _ in range(2))
    assert first["cache_creation_input_tokens"] == second["cache_read_input_tokens"] > 200


def test_a_number_that_is_none_is_a_400(port: int) -> None:
    assert ask(port, "GET", "/requests?since=soon").status == 400
