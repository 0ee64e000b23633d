"""Close codes, addresses and payloads."""

import json

import pytest

from guildhall.discord.gateway import protocol
from guildhall.discord.gateway.protocol import Credentials, Next

REAL = "wss://gateway.discord.gg"
CREDENTIALS = Credentials("s3cret", 4608)


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
def test_what_only_the_operator_can_mend_is_not_tried_again(code: int) -> None:
    assert protocol.following(code) is Next.REFUSED


@pytest.mark.parametrize("code", [4007, 4009])
def test_a_lost_session_is_renewed(code: int) -> None:
    assert protocol.following(code) is Next.RENEW


@pytest.mark.parametrize("code", [None, 1000, 1001, 1006, 1011, 1012, 4000, 4001, 4002, 4003, 4005, 4008, 4999])
def test_everything_else_is_worth_a_resume(code: int | None) -> None:
    assert protocol.following(code) is Next.RETRY


def test_we_close_in_a_way_that_keeps_the_session() -> None:
    assert protocol.KEEPING not in {1000, 1001, None}


@pytest.mark.parametrize(
    ("base", "told", "host"),
    [
        (REAL, "", "wss://gateway.discord.gg"),
        (REAL, "wss://gateway-us-east1-b.discord.gg", "wss://gateway-us-east1-b.discord.gg"),
        (REAL, "wss://gateway-us-east1-b.discord.gg/", "wss://gateway-us-east1-b.discord.gg"),
        ("ws://127.0.0.1:7001", "ws://127.0.0.1:7001", "ws://127.0.0.1:7001"),
    ],
)
def test_a_resume_address_beside_the_general_one_is_used(base: str, told: str, host: str) -> None:
    assert protocol.address(base, told) == f"{host}/?v=10&encoding=json&compress=zlib-stream"


@pytest.mark.parametrize(
    ("base", "told"),
    [
        (REAL, "ws://gateway-us-east1-b.discord.gg"),
        (REAL, "wss://discord.gg.evil.example"),
        (REAL, "wss://evil.example/.discord.gg"),
        (REAL, "wss://evildiscord.gg"),
        (REAL, "wss://evil.example:99999"),
        (REAL, "not an address"),
        ("ws://127.0.0.1:7001", "ws://127.0.0.1:7002"),
        ("ws://127.0.0.1:7001", "ws://10.0.0.1"),
        ("wss://localhost", "wss://evil.localhost"),
    ],
)
def test_the_token_goes_nowhere_else_whatever_the_table_says(base: str, told: str) -> None:
    assert protocol.address(base, told).startswith(f"{base}/?")


def test_identify_says_who_what_and_which_shard() -> None:
    payload = json.loads(protocol.identify(CREDENTIALS))
    assert payload["op"] == 2
    assert payload["d"].items() >= {"token": "s3cret", "intents": 4608, "shard": [0, 1]}.items()
    assert set(payload["d"]["properties"]) == {"os", "browser", "device"}


def test_resume_and_heartbeat_carry_the_number() -> None:
    resumed = {"op": 6, "d": {"token": "s3cret", "session_id": "abc", "seq": 7}}
    assert json.loads(protocol.resume(CREDENTIALS, "abc", 7)) == resumed
    assert [json.loads(protocol.heartbeat(seq)) for seq in (None, 7)] == [{"op": 1, "d": None}, {"op": 1, "d": 7}]


def test_the_token_is_not_in_a_repr() -> None:
    assert "s3cret" not in repr(CREDENTIALS)
