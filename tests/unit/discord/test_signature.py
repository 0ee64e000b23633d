import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from guildhall.discord.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify

KEY = SigningKey(bytes(range(32)))
PUBLIC = KEY.verify_key.encode().hex()
TIMESTAMP = "1795180800"
BODY = json.dumps({"type": 1, "name": "é"}, separators=(",", ":"), ensure_ascii=False).encode()


def sign(timestamp: str = TIMESTAMP, body: bytes = BODY) -> str:
    return KEY.sign(timestamp.encode() + body).signature.hex()


def test_discords_own_signature_holds() -> None:
    assert verify(PUBLIC, sign(), TIMESTAMP, BODY)
    assert verify(PUBLIC.upper(), sign().upper(), TIMESTAMP, BODY)
    assert verify(PUBLIC, sign(body=b""), TIMESTAMP, b"")


def test_the_raw_body_counts_not_the_same_json_written_again() -> None:
    again = json.dumps(json.loads(BODY)).encode()
    assert not verify(PUBLIC, sign(), TIMESTAMP, again)


def test_another_time_another_key_or_another_signature_does_not_hold() -> None:
    other = SigningKey(bytes(reversed(range(32)))).verify_key.encode().hex()
    assert not verify(PUBLIC, sign(), "1795180801", BODY)
    assert not verify(other, sign(), TIMESTAMP, BODY)
    assert not verify(PUBLIC, sign(body=b"x"), TIMESTAMP, BODY)
    assert not verify(PUBLIC, "00" * 64, TIMESTAMP, BODY)


@pytest.mark.parametrize(
    "key", ["", "00" * 31, "00" * 33, "zz" * 32, "00" * 32, "\u0661" * 64, f" {PUBLIC}", None, 5, b"x"]
)
def test_a_malformed_key_is_no_signature(key: Any) -> None:
    assert verify(key, sign(), TIMESTAMP, BODY) is False


@pytest.mark.parametrize(
    "signature",
    ["", sign()[:-2], sign()[:-1], sign() + "00", f"0x{sign()}", "zz" * 64, "\u0661" * 128, "é", None, 5, [], b"x"],
)
def test_a_malformed_signature_is_no_signature(signature: Any) -> None:
    assert verify(PUBLIC, signature, TIMESTAMP, BODY) is False


@pytest.mark.parametrize("timestamp", ["", "\ud800", None, 1795180800, b"1795180800", TIMESTAMP + "\n"])
def test_a_malformed_timestamp_is_no_signature(timestamp: Any) -> None:
    assert verify(PUBLIC, sign(), timestamp, BODY) is False


@pytest.mark.parametrize("body", [BODY.decode(), None, {"type": 1}, 5])
def test_a_body_that_is_not_bytes_is_no_signature(body: Any) -> None:
    assert verify(PUBLIC, sign(), TIMESTAMP, body) is False


ANYTHING: Any = st.one_of(
    st.text(), st.binary(), st.none(), st.integers(), st.text("0123456789abcdef", min_size=128, max_size=128)
)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_nothing_ever_raises_and_nothing_made_up_holds(key: Any, signature: Any, timestamp: Any, body: Any) -> None:
    assert verify(key, signature, timestamp, body) is False
    assert verify(PUBLIC, signature, timestamp, body) is False


@given(st.binary(max_size=200), st.integers(0, 511))
def test_one_flipped_bit_breaks_it(body: bytes, bit: int) -> None:
    flipped = bytearray(bytes.fromhex(sign(body=body)))
    flipped[bit // 8] ^= 1 << bit % 8
    assert verify(PUBLIC, sign(body=body), TIMESTAMP, body)
    assert not verify(PUBLIC, flipped.hex(), TIMESTAMP, body)


def test_the_headers_are_named_in_lower_case() -> None:
    assert (SIGNATURE_HEADER, TIMESTAMP_HEADER) == ("x-signature-ed25519", "x-signature-timestamp")
