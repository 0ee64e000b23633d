"""API Gateway's events and results."""

import base64
import gzip
import json

import pytest

from guildhall.surfaces.mcp.http import UNREADABLE, Reply, Request, accepts_gzip, decode
from tests.fakes.mcp_door import http_event


@pytest.mark.parametrize(
    ("accept_encoding", "taken"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("*;q=0", False),
        ("br", False),
        ("", False),
        ("gzip;q=much", False),
    ],
)
def test_gzip_is_sent_only_to_whom_takes_it(accept_encoding: str, taken: bool) -> None:
    assert accepts_gzip(accept_encoding) is taken


def test_a_large_answer_is_compressed_and_a_small_one_is_not() -> None:
    request = Request.from_event(http_event(headers={"Accept-Encoding": "gzip"}))
    large = Reply(200, b'"' + b"x" * 5000 + b'"').to_result(request)
    assert large["isBase64Encoded"] is True
    assert large["headers"]["content-encoding"] == "gzip"
    assert gzip.decompress(base64.b64decode(large["body"])) == b'"' + b"x" * 5000 + b'"'
    small = Reply(200, b"{}").to_result(request)
    assert small["isBase64Encoded"] is False
    assert small["body"] == "{}"


def test_an_empty_answer_has_no_content_type() -> None:
    result = Reply(202).to_result(Request.from_event(http_event()))
    assert result["body"] == ""
    assert "content-type" not in result["headers"]


def test_an_event_with_nothing_in_it_is_read_as_empty() -> None:
    request = Request.from_event({})
    assert (request.method, request.body, request.domain, request.query) == ("", b"", "", {})


def test_a_body_in_base64_is_decoded() -> None:
    event = {"body": base64.b64encode(b'{"a":1}').decode(), "isBase64Encoded": True}
    assert Request.from_event(event).body == b'{"a":1}'


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": NaN}', b'"\\ud800"', b"[" * 100_000, b"\xff"])
def test_what_is_not_json_text_is_unreadable(body: bytes) -> None:
    assert decode(body) is UNREADABLE


@pytest.mark.parametrize("value", [{"a": ["\u00e9", 1, None]}, [], "\U0001f600"])
def test_json_is_read(value: object) -> None:
    assert decode(json.dumps(value).encode()) == value
