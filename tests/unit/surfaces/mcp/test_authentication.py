"""Without a key of this deployment nothing is answered but how to get one."""

import pytest

from guildhall.discord.ids import UserId
from guildhall.errors import ConfigurationError, RateLimited, Unauthenticated
from guildhall.identity import Level, Principal
from guildhall.oauth.keys import KeyGrant, mint
from guildhall.surfaces.mcp import bearer
from guildhall.surfaces.mcp.http import Request
from tests.fakes.clock import NOON
from tests.fakes.mcp_door import ADA, ADAS_KEY, LEGACY, MODERN, Client, FakePlatform, door, envelope, http_event

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def with_header(value: str) -> Request:
    return Request.from_event(http_event(headers={"authorization": value}))


@pytest.mark.parametrize("version", [LEGACY, MODERN])
@pytest.mark.parametrize("method", ["initialize", "server/discover", "tools/list", "ping"])
def test_without_a_key_every_method_is_401_that_says_how_to_get_one(version: str, method: str) -> None:
    platform = FakePlatform()
    answer = Client(door(platform), version=version, key=None).ask(method)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="guildhall"'
    assert answer.error["data"]["code"] == "unauthenticated"
    assert "Authorization: Bearer ghk_" in answer.error["message"]
    assert platform.keys.asked == []


@pytest.mark.parametrize(
    "credential",
    ["Basic YTpi", "Bearer", "Bearer ", "Bearer eyJhbGciOi.J9.x", "Bearer ghk_short_secret", f"{ADAS_KEY}"],
)
def test_what_cannot_be_a_key_is_401_without_a_look_into_the_store(credential: str) -> None:
    platform = FakePlatform()
    answer = Client(door(platform), key=None).post(LIST, headers={"authorization": credential})
    assert answer.status == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert platform.keys.asked == []


def test_a_key_that_the_store_does_not_know_is_401() -> None:
    platform = FakePlatform()
    answer = Client(door(platform), key=f"ghk_{'c' * 16}_{'C' * 43}").post(LIST)
    assert answer.status == 401
    assert 'error_description="The key is not valid."' in answer.headers["www-authenticate"]
    assert len(platform.keys.asked) == 1


def test_every_key_that_is_minted_looks_like_one() -> None:
    for _ in range(50):
        text, _ = mint(KeyGrant(name="laptop", level=Level.ADMIN, user_id=UserId(ADA)), NOON)
        assert bearer.presented(with_header(f"bearer {text}")) == text


def test_a_challenge_quotes_nothing_that_could_break_the_header() -> None:
    failure = Unauthenticated('say "x"\r\nSet-Cookie: y')
    value = bearer.challenge(with_header("x"), failure).headers["www-authenticate"]
    assert "\r" not in value
    assert value.count('"') == 6


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ({"method": "tools/list", "params": {"_meta": envelope(name="inspector")}}, "inspector 1.0"),
        ({"method": "initialize", "params": {"clientInfo": {"name": "old", "version": "2"}}}, "old 2"),
        ({"method": "tools/list", "params": {"clientInfo": {"name": "ignored"}}}, "agent/1"),
        ("nonsense", "agent/1"),
        ({"method": "initialize", "params": {"clientInfo": {"name": "a\u202eb\n" + "x" * 200}}}, "a b " + "x" * 76),
    ],
)
def test_the_client_is_told_by_its_own_name_cut_short(message: object, name: str) -> None:
    request = Request.from_event(http_event(headers={"user-agent": "agent/1"}))
    assert bearer.client_name(request, message) == name


def test_the_clients_name_reaches_the_keys() -> None:
    platform = FakePlatform()
    Client(door(platform)).ask("tools/list")
    assert platform.keys.asked == [(ADAS_KEY, "test-client 1.0")]


class Refusing:
    """Keys that fail."""

    def __init__(self, failure: Exception) -> None:
        self._failure = failure

    def authenticate(self, bearer: str, client: str) -> Principal:
        raise self._failure


def failing(failure: Exception) -> Client:
    platform = FakePlatform()
    platform.keys = Refusing(failure)  # type: ignore[assignment]  # another class with the same method
    return Client(door(platform))


def test_too_many_attempts_are_429_with_the_time_to_wait() -> None:
    answer = failing(RateLimited("Too many.", "Wait.", retry_after_s=7.4)).post(LIST)
    assert answer.status == 429
    assert answer.headers["retry-after"] == "7"


@pytest.mark.parametrize("failure", [RuntimeError("table arn:secret"), ConfigurationError("POLICY_TABLE is missing.")])
def test_a_store_that_fails_lets_nobody_in_and_tells_a_reference_only(
    failure: Exception,
) -> None:
    answer = failing(failure).post(LIST)
    assert answer.status == 503
    assert "secret" not in answer.text
    assert "POLICY_TABLE" not in answer.text
    assert len(answer.error["data"]["reference"]) == 26


def test_no_key_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(door(FakePlatform()))
    client.ask("tools/list")
    client.post(LIST, headers={"authorization": f"Bearer x{ADAS_KEY}"})
    logged = [str(vars(record)) for record in caplog.records]
    assert any("key:aaaaaaaaaaaaaaaa" in line for line in logged)
    assert not any("A" * 43 in line for line in logged)
