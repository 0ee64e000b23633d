"""The gateway task's settings."""

import pytest

from guildhall import config
from guildhall.config import GatewaySettings
from guildhall.errors import ConfigurationError

NEEDED = {"STATE_TABLE": "state", "TURNS_QUEUE_URL": "https://queue", "DISCORD_SECRET_ARN": "arn"}


@pytest.fixture(autouse=True)
def _needed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in config.ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)


def test_three_settings_are_enough() -> None:
    settings = GatewaySettings.load()
    assert (settings.state_table, settings.turns_queue_url, settings.discord_secret_arn) == tuple(NEEDED.values())
    assert (settings.discord_gateway_url, settings.intents) == ("wss://gateway.discord.gg", 4608)
    assert (settings.stop_s, settings.lease_s, settings.recheck_s) == (105.0, 30.0, 60.0)
    assert (settings.health_file, settings.log_level) == ("", "INFO")


@pytest.mark.parametrize("left_out", NEEDED)
def test_each_of_the_three_is_named_when_it_is_missing(monkeypatch: pytest.MonkeyPatch, left_out: str) -> None:
    monkeypatch.delenv(left_out)
    with pytest.raises(ConfigurationError, match=left_out):
        GatewaySettings.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GATEWAY_STOP_S", "-1"),
        ("GATEWAY_STOP_S", "soon"),
        ("GATEWAY_LEASE_S", "0"),
        ("GATEWAY_LEASE_S", "inf"),
        ("GATEWAY_RECHECK_S", "nan"),
        ("GATEWAY_INTENTS", "messages"),
    ],
)
def test_what_is_no_number_is_refused_with_what_would_be_one(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=name) as refused:
        GatewaySettings.load()
    assert "or more" in refused.value.hint


def test_a_laptop_does_not_wait_for_a_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_STOP_S", "0")
    assert GatewaySettings.load().stop_s == 0.0
