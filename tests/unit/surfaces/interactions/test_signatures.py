"""Whoever is not proved to be Discord gets 401, whatever is sent, and never a 500."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.discord.signature import verify
from tests.unit.surfaces.interactions.support import (
    KEY,
    STAMP,
    FakeQueue,
    Written,
    command,
    endpoint,
    press,
    reply,
    signed,
)

PING = {"type": 1}


def status(event: dict[str, Any]) -> object:
    return endpoint().answer(event)["statusCode"]


def changed(header: str, value: object) -> dict[str, Any]:
    event = signed(PING)
    event["headers"][header] = value
    return event


def test_a_ping_is_answered_with_a_pong() -> None:
    assert reply(endpoint().answer(signed(PING))) == {"type": 1}


def test_header_names_are_read_in_any_case() -> None:
    event = signed(PING)
    event["headers"] = {name.title(): value for name, value in event["headers"].items()}
    assert reply(endpoint().answer(event)) == {"type": 1}


def test_a_base64_body_is_verified_as_the_bytes_that_it_stands_for() -> None:
    event = signed(PING)
    event |= {"body": base64.b64encode(json.dumps(PING).encode()).decode(), "isBase64Encoded": True}
    assert reply(endpoint().answer(event)) == {"type": 1}


def test_the_raw_bytes_are_verified_and_not_json_that_was_written_again() -> None:
    assert reply(endpoint().answer(signed('{"type" :1,  "name":"\\u00e9é"}'))) == {"type": 1}


@pytest.mark.parametrize("body", [None, "", "{", "[]", "null", "42", "\ud800"])
def test_a_missing_or_malformed_body_is_401_not_500(body: object) -> None:
    assert status(signed(PING) | {"body": body}) == 401


def test_a_body_that_is_no_base64_is_401() -> None:
    assert status(signed(PING) | {"body": "*", "isBase64Encoded": True}) == 401


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"", b"{", b"[1]", b"[" * 100_000])
def test_a_signed_body_that_is_no_json_object_is_401(body: bytes) -> None:
    assert status(signed(body)) == 401


@pytest.mark.parametrize("signature", ["", "0" * 128, "g" * 128, "ab", "0" * 127, "é" * 128, None, 5, ["0" * 128]])
def test_a_bad_or_malformed_signature_is_401_not_500(signature: object) -> None:
    assert status(changed("x-signature-ed25519", signature)) == 401


def test_a_truncated_signature_is_401() -> None:
    event = signed(PING)
    assert status(changed("x-signature-ed25519", event["headers"]["x-signature-ed25519"][:-2])) == 401


@pytest.mark.parametrize("stamp", ["", "1", "yesterday", "\ud800", None, 1_700_000_000])
def test_a_timestamp_that_was_not_signed_is_401(stamp: object) -> None:
    assert status(changed("x-signature-timestamp", stamp)) == 401


@pytest.mark.parametrize("missing", ["x-signature-ed25519", "x-signature-timestamp"])
def test_a_missing_header_is_401(missing: str) -> None:
    event = signed(PING)
    del event["headers"][missing]
    assert status(event) == 401


@pytest.mark.parametrize("headers", [None, [], "x", {}])
def test_headers_of_any_shape_are_401(headers: object) -> None:
    assert status(signed(PING) | {"headers": headers}) == 401


def test_one_changed_byte_in_the_body_is_401() -> None:
    event = signed(command("channel list"))
    assert status(event | {"body": event["body"].replace("list", "lisp")}) == 401


def test_a_signature_by_another_key_is_401_and_nothing_is_queued() -> None:
    queue = FakeQueue()
    event = signed(press("confirm:approve:" + "0" * 26))
    other = type(KEY)(b"\x08" * 32)
    event["headers"]["x-signature-ed25519"] = other.sign(STAMP.encode() + event["body"].encode()).signature.hex()
    assert endpoint(queue).answer(event)["statusCode"] == 401
    assert queue.bodies == []


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.text() | st.dictionaries(st.text(), st.text())))
def test_no_event_makes_the_door_raise(event: dict[str, Any]) -> None:
    assert endpoint().answer(event)["statusCode"] == 401


@pytest.mark.parametrize("stamp", ["1", "9" * 12, "never", "9" * 300])
def test_an_old_or_odd_timestamp_is_only_logged(stamp: str) -> None:
    log = Written()
    assert reply(endpoint(log=log).answer(signed(PING, stamp=stamp))) == {"type": 1}
    assert ("older or newer" in log) == (stamp.isdigit() and len(stamp) <= 12)


def test_a_fresh_timestamp_is_not_logged() -> None:
    log = Written()
    endpoint(log=log).answer(signed(PING))
    assert str(log) == ""


def test_verify_says_no_to_anything_else() -> None:
    assert verify("", "", "", b"") is False
