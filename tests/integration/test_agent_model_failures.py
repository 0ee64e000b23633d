"""Everything that is no answer of the model, over real HTTP: told in our words, once, and without anybody else's."""

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from guildhall.clock import utc_now
from guildhall.errors import ConfigurationError, ModelRefused, ModelUnavailable
from guildhall.surfaces.agent.model import model as module
from guildhall.surfaces.agent.model.model import ClaudeApi
from tests.integration.model_house import (
    WORDS,
    Scripted,
    ask,
    canned_peers,
    failure,
    message,
    request,
    scripted_model,
)


@pytest.fixture(scope="module")
def peer() -> Iterator[Scripted]:
    with scripted_model() as running:
        yield running


@pytest.fixture
def canned() -> Iterator[Any]:
    with canned_peers() as serve:
        yield serve


@pytest.mark.parametrize(
    ("turn", "says", "retry_after_s"),
    [
        ({"fault": "429", "retry_after_s": 7}, "rate limit", 7),
        ({"fault": "overloaded"}, "overloaded", None),
        ({"fault": "overloaded", "retry_after_s": 90}, "overloaded", 90),
        ({"fault": "500"}, "failed", None),
        ({"error": {"status": 503}}, "failed", None),
        ({"error": {"status": 408}}, "failed", None),
        ({"fault": "drop"}, "cannot be reached", None),
        ({"fault": "garbage"}, "no message", None),
    ],
    ids=str,
)
def test_what_may_pass_is_told_as_unavailable_and_is_asked_once(
    peer: Scripted, turn: Any, says: str, retry_after_s: float | None
) -> None:
    peer.script(turn, "the answer of a second request")
    seen = len(peer.shown())
    error = failure(peer.url)
    assert isinstance(error, ModelUnavailable)
    assert says in error.message
    assert error.details.get("retry_after_s") == retry_after_s
    assert len(peer.shown()) == seen + 1


def test_silence_ends_when_the_time_is_over(peer: Scripted) -> None:
    peer.script({"fault": "timeout"})
    assert "in time" in failure(peer.url, within_s=0.3).message
    assert isinstance(failure(peer.url, within_s=0), ModelUnavailable)


def test_an_answer_that_drips_does_not_outlast_its_time(canned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url, _ = canned(body=message())
    moments = iter([0.0, 31.0])
    monkeypatch.setattr(module, "monotonic_s", lambda: next(moments))
    assert "in time" in failure(url, within_s=30).message


def test_nobody_there_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert isinstance(failure(f"http://127.0.0.1:{port}"), ModelUnavailable)


@pytest.mark.parametrize(
    ("wait", "least", "most"),
    [
        ("5.5", 5.5, 5.5),
        ("999999", 3600, 3600),
        ("-3", 0, 0),
        (timedelta(seconds=600), 1, 600),
        (timedelta(seconds=-600), 0, 0),
    ],
)
def test_how_long_to_wait_is_seconds_or_a_date_and_at_most_an_hour(
    canned: Any, wait: str | timedelta, least: float, most: float
) -> None:
    header = wait if isinstance(wait, str) else format_datetime(utc_now() + wait)
    url, _ = canned(529, b"{}", {"retry-after": header})
    wait_s = failure(url).details["retry_after_s"]
    assert isinstance(wait_s, float)
    assert least <= wait_s <= most


@pytest.mark.parametrize("header", ["soon", "nan", "inf", "", "Wed, 99 Foo 2026"])
def test_a_wait_that_says_nothing_is_left_out(canned: Any, header: str) -> None:
    url, _ = canned(429, b"not json", {"retry-after": header})
    assert "retry_after_s" not in failure(url).details


@pytest.mark.parametrize(
    ("status", "error", "hint"),
    [
        (401, {}, "valid key"),
        (402, {}, "billing"),
        (403, {}, "access to MODEL_ID"),
        (404, {}, "MODEL_ID"),
        (400, {"message": "Your credit balance is too low to access the API"}, "credit"),
        (400, {"message": "You have reached your specified API usage limits."}, "limits"),
        (429, {"details": {"error_code": "enforced_spend_limit_reached"}}, "limits"),
        (403, {"details": {"error_code": "organization_on_hold"}}, "limits"),
    ],
)
def test_what_only_an_operator_can_mend_is_a_matter_of_configuration(
    canned: Any, status: int, error: dict[str, Any], hint: str
) -> None:
    body = {"type": "error", "error": {"type": "some_error", "message": WORDS} | error}
    url, _ = canned(status, json.dumps(body).encode(), {"request-id": "req_1"})
    told = failure(url)
    assert isinstance(told, ConfigurationError)
    assert hint in told.hint
    assert told.details == {"status": status, "kind": "some_error", "request_id": "req_1"}


@pytest.mark.parametrize(
    ("status", "message", "says"),
    [
        (413, "Request exceeds the maximum size", "too long"),
        (400, "prompt is too long: 1000001 tokens > 1000000 maximum", "too long"),
        (400, "input length and `max_tokens` exceed context limit: 2 + 3 > 4", "too long"),
        (400, f"messages.0: what is {WORDS}?", "did not accept"),
        (422, None, "did not accept"),
    ],
)
def test_a_request_that_is_not_taken_is_refused_and_asking_again_changes_nothing(
    canned: Any, status: int, message: str | None, says: str
) -> None:
    url, _ = canned(status, json.dumps({"error": {"message": message, "type": "x y"}}).encode())
    told = failure(url)
    assert isinstance(told, ModelRefused)
    assert says in told.message
    assert told.details == {"status": status}


@pytest.mark.parametrize("body", [b"null", b'"text"', b'{"error": "text"}', b"<html>", b""])
def test_an_error_without_the_usual_shape_is_told_all_the_same(canned: Any, body: bytes) -> None:
    url, _ = canned(400, body)
    assert isinstance(failure(url), ModelRefused)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        message(stop_reason=None),
        message(content=["text"]),
        message(content=[{"text": "no type"}]),
        message(content=[{"type": "tool_use", "name": "n", "input": {}}]),
        message(content=[{"type": "tool_use", "id": "", "name": "n", "input": {}}]),
        message(content=[{"type": "tool_use", "id": "i", "name": "n", "input": "x"}]),
        b'{"content": [{"type": "text", "text": "\\ud800"}], "stop_reason": "s", "model": "m", "usage": {}}',
    ],
)
def test_something_that_is_no_message_is_not_taken_for_one(canned: Any, body: bytes) -> None:
    url, _ = canned(200, body)
    assert "no message" in failure(url).message


def test_an_endless_answer_is_given_up(canned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_MAX_BYTES", 1000)
    url, _ = canned(200, message(content=[{"type": "text", "text": "x" * 2000}]))
    assert "no message" in failure(url).message


def test_no_redirect_takes_the_key_elsewhere(canned: Any) -> None:
    elsewhere, other = canned(body=message())
    url, _ = canned(307, b"", {"location": f"{elsewhere}/v1/messages"})
    told = failure(url)
    assert isinstance(told, ConfigurationError)
    assert "ANTHROPIC_BASE_URL" in told.hint
    assert other.asked == []


def test_an_address_that_is_none_is_the_operators() -> None:
    assert "ANTHROPIC_BASE_URL" in failure("http://[::1").hint


@pytest.mark.parametrize("key", ["sk-hush hush", "sk-h\u00fcsh", "sk-\x00"])
def test_a_key_that_is_none_is_the_operators_and_is_never_sent(canned: Any, key: str) -> None:
    url, made = canned(body=message())
    told = failure(ClaudeApi(lambda: key, url))
    assert "no key has" in told.message
    assert key not in json.dumps(told.to_dict())
    assert made.asked == []


def test_a_bug_stays_a_bug(canned: Any) -> None:
    url, _ = canned(body=message())
    with pytest.raises(KeyError):
        ask(url, request({"content": "no role"}))
