"""The bot token and the key of the model's API: read late, kept for some minutes, never shown."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from guildhall.bootstrap import secrets
from guildhall.bootstrap.secrets import DiscordSecret, ModelSecret
from guildhall.errors import ConfigurationError

ARN = "arn:aws:secretsmanager:eu-central-1:1:secret:discord"


class FakeManager:
    """Secrets Manager with one secret, or with one failure."""

    def __init__(self) -> None:
        self.answer: dict[str, Any] | Exception = {"SecretString": '{"bot_token": "hush"}'}
        self.asked: list[str] = []

    def get_secret_value(self, *, SecretId: str) -> dict[str, Any]:  # noqa: N803 - AWS's own name
        self.asked.append(SecretId)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> FakeManager:
    manager = FakeManager()
    monkeypatch.setattr(boto3, "client", lambda name, config: manager)
    return manager


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1000.0]
    monkeypatch.setattr(secrets, "monotonic_s", lambda: moment[0])
    return moment


def test_the_token_is_read_when_it_is_first_needed(manager: FakeManager) -> None:
    secret = DiscordSecret(ARN)
    assert manager.asked == []
    assert secret.bot_token() == "hush"
    assert manager.asked == [ARN]


def test_the_token_is_kept_for_five_minutes_and_then_read_again(manager: FakeManager, now: list[float]) -> None:
    secret = DiscordSecret(ARN)
    secret.bot_token()
    manager.answer = {"SecretString": '{"bot_token": "rotated"}'}
    now[0] += 299
    assert secret.bot_token() == "hush"
    now[0] += 1
    assert secret.bot_token() == "rotated"
    assert len(manager.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue"),
        ConnectTimeoutError(endpoint_url="http://127.0.0.1"),
        {},
        {"SecretString": "hush"},
        {"SecretString": '["hush"]'},
        {"SecretString": '{"token": "hush"}'},
        {"SecretBinary": b"hush"},
    ],
    ids=repr,
)
def test_a_secret_that_cannot_be_read_is_the_operators_and_quotes_nothing(manager: FakeManager, answer: Any) -> None:
    manager.answer = answer
    with pytest.raises(ConfigurationError, match="cannot be read") as failed:
        DiscordSecret(ARN).bot_token()
    assert "hush" not in str(failed.value.to_dict())
    assert failed.value.__cause__ is None


@pytest.mark.parametrize("token", ['""', "null", "7", '{"a": 1}'])
def test_a_placeholder_is_no_token(manager: FakeManager, token: str) -> None:
    manager.answer = {"SecretString": f'{{"bot_token": {token}}}'}
    with pytest.raises(ConfigurationError, match="no bot token yet"):
        DiscordSecret(ARN).bot_token()


def test_a_failure_is_not_kept(manager: FakeManager) -> None:
    secret, good = DiscordSecret(ARN), manager.answer
    manager.answer = {}
    with pytest.raises(ConfigurationError):
        secret.bot_token()
    manager.answer = good
    assert secret.bot_token() == "hush"


def test_a_token_that_worked_outlives_an_outage_of_the_secret_by_an_hour(
    manager: FakeManager, now: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    secret, good = DiscordSecret(ARN), manager.answer
    secret.bot_token()
    manager.answer = ConnectTimeoutError(endpoint_url="http://127.0.0.1")
    now[0] += 300
    assert [secret.bot_token(), secret.bot_token()] == ["hush", "hush"]
    assert len(manager.asked) == 2
    assert "the old one is used" in caplog.text
    assert "hush" not in caplog.text
    now[0] += 3300
    assert secret.bot_token() == "hush"
    now[0] += 30
    with pytest.raises(ConfigurationError, match="cannot be read"):
        secret.bot_token()
    manager.answer = good
    assert secret.bot_token() == "hush"


def test_a_secret_that_was_emptied_stops_the_bot_at_the_next_reading(manager: FakeManager, now: list[float]) -> None:
    secret = DiscordSecret(ARN)
    secret.bot_token()
    manager.answer = {"SecretString": '{"bot_token": ""}'}
    now[0] += 300
    with pytest.raises(ConfigurationError, match="no bot token yet"):
        secret.bot_token()
    manager.answer = ConnectTimeoutError(endpoint_url="http://127.0.0.1")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        secret.bot_token()


def test_the_token_is_in_no_repr(manager: FakeManager) -> None:
    secret = DiscordSecret(ARN)
    secret.bot_token()
    assert "hush" not in repr(secret)
    assert ARN in repr(secret)


def test_the_key_of_the_model_is_a_field_of_its_own_secret(manager: FakeManager, now: list[float]) -> None:
    manager.answer = {"SecretString": '{"api_key": "hush", "bot_token": "other"}'}
    secret = ModelSecret(ARN)
    assert secret.api_key() == "hush"
    assert "hush" not in repr(secret)
    manager.answer = {"SecretString": '{"api_key": ""}'}
    now[0] += 300
    with pytest.raises(ConfigurationError, match="no key of the model's API yet") as missing:
        secret.api_key()
    assert "ModelSecret" in missing.value.hint
    assert "MODEL_PROVIDER=bedrock" in missing.value.hint


def test_a_model_s_secret_that_cannot_be_read_names_its_own_field(manager: FakeManager) -> None:
    with pytest.raises(ConfigurationError, match="key of the model's API cannot be read") as failed:
        ModelSecret(ARN).api_key()
    assert '{"api_key": "…"}' in failed.value.hint
