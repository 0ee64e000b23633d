import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from local.http_event import INTERNAL_ERROR, Request, build_event, read_result
from local.routing import Match
from local.wiring import Route

REQUEST = Request(
    method="POST",
    path="/a b/é",
    query="x=1&x=2&y=%20&z",
    headers=(
        ("host", "127.0.0.1:8000"),
        ("accept", "a"),
        ("accept", "b"),
        ("cookie", "c=1; d=2"),
        ("user-agent", "tester"),
        ("content-type", "application/json; charset=utf-8"),
    ),
    body='{"é": 1}'.encode(),
    source_ip="127.0.0.1",
    port=8000,
)
MATCH = Match(Route("POST", "/a b/{letter}", "F"), {"letter": "é"})


def test_an_event_has_the_shape_of_payload_two() -> None:
    event = build_event(REQUEST, MATCH)
    assert event["version"] == "2.0"
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "POST /a b/{letter}"
    assert event["rawPath"] == event["requestContext"]["http"]["path"] == "/a b/é"
    assert event["rawQueryString"] == "x=1&x=2&y=%20&z"
    assert event["queryStringParameters"] == {"x": "1,2", "y": " ", "z": ""}
    assert event["pathParameters"] == {"letter": "é"}
    assert event["cookies"] == ["c=1", "d=2"]
    assert event["headers"]["accept"] == "a,b"
    assert "cookie" not in event["headers"]
    assert (event["body"], event["isBase64Encoded"]) == ('{"é": 1}', False)
    context = event["requestContext"]
    assert (context["stage"], context["domainName"]) == ("$default", "127.0.0.1")
    assert (context["http"]["sourceIp"], context["http"]["userAgent"]) == ("127.0.0.1", "tester")
    assert isinstance(context["timeEpoch"], int)
    assert context["requestId"]


def test_the_gateway_writes_the_forwarding_headers_itself() -> None:
    forged = replace(REQUEST, headers=(("x-forwarded-proto", "gopher"), ("x-forwarded-for", "9.9.9.9")))
    headers = build_event(forged, MATCH)["headers"]
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-for"] == "9.9.9.9, 127.0.0.1"
    assert headers["x-forwarded-port"] == "8000"
    assert headers["x-amzn-trace-id"].startswith("Root=1-")


def test_what_is_empty_is_absent() -> None:
    event = build_event(Request("GET", "/", "", (), b"", "127.0.0.1"), Match(Route("ANY", "$default", "F"), {}))
    assert not {"body", "cookies", "queryStringParameters", "pathParameters"} & event.keys()
    assert event["isBase64Encoded"] is False
    assert event["routeKey"] == "$default"


@pytest.mark.parametrize(
    ("content_type", "is_text"),
    [
        ("text/plain", True),
        ("TEXT/HTML; charset=utf-8", True),
        ("application/json", True),
        ("application/xml", True),
        ("application/javascript", True),
        ("application/problem+json", True),
        ("application/x-www-form-urlencoded", False),
        ("application/octet-stream", False),
        ("image/png", False),
        ("", False),
    ],
)
def test_a_body_is_base64_unless_its_type_is_text(content_type: str, is_text: bool) -> None:
    event = build_event(replace(REQUEST, headers=(("content-type", content_type),), body=b"a=b"), MATCH)
    assert event["isBase64Encoded"] is not is_text
    assert event["body"] == ("a=b" if is_text else base64.b64encode(b"a=b").decode())


def test_text_that_is_not_utf_8_travels_as_base64_and_stays_whole() -> None:
    event = build_event(replace(REQUEST, body=b"\xff\xfe"), MATCH)
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\xff\xfe"


def result(**values: Any) -> str:
    return json.dumps(values)


def test_an_explicit_result_is_answered_as_it_says() -> None:
    response = read_result(result(statusCode="201", headers={"X-A": 1, "X-B": True}, cookies=["a=1", "b=2"], body="é"))
    assert response.status == 201
    assert response.body == "é".encode()
    assert response.headers == (
        ("x-a", "1"),
        ("x-b", "true"),
        ("content-type", "text/plain;charset=UTF-8"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
    )


def test_a_base64_result_is_decoded() -> None:
    response = read_result(
        result(statusCode=200, headers={"Content-Type": "image/png"}, body="//4=", isBase64Encoded=True)
    )
    assert (response.body, response.headers) == (b"\xff\xfe", (("content-type", "image/png"),))


@pytest.mark.parametrize(
    ("payload", "body"),
    [('{"a": 1}', b'{"a":1}'), ('"words"', b"words"), ("[1, 2]", b"[1,2]"), ("null", b"null")],
)
def test_a_result_without_a_status_is_a_json_answer(payload: str, body: bytes) -> None:
    response = read_result(payload)
    assert (response.status, response.body) == (200, body)
    assert response.headers == (("content-type", "application/json"),)


@pytest.mark.parametrize(
    "payload",
    [
        result(statusCode="many"),
        result(statusCode=99),
        result(statusCode=None),
        result(statusCode=200, body={"not": "text"}),
        result(statusCode=200, headers={"a": ["list"]}),
        result(statusCode=200, headers="words"),
        result(statusCode=200, body="***", isBase64Encoded=True),
        result(body="x" * 6_400_000),
    ],
)
def test_a_malformed_result_is_a_500_without_detail(payload: str) -> None:
    assert read_result(payload) == INTERNAL_ERROR
