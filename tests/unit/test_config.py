"""Settings: each door's own, named when they are missing."""

import pytest

from guildhall import config
from guildhall.config import HttpSettings, InteractionsSettings, ModelSettings, PlatformSettings
from guildhall.errors import ConfigurationError

PLATFORM = {
    "POLICY_TABLE": "p",
    "HISTORY_TABLE": "h",
    "AUDIT_TABLE": "a",
    "STATE_TABLE": "s",
    "DISCORD_SECRET_ARN": "arn",
}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in config.ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


def _set(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_setting_is_named_with_what_it_is_for(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is not None:
        monkeypatch.setenv("AUDIT_TABLE", value)
    with pytest.raises(ConfigurationError, match="AUDIT_TABLE is missing") as missing:
        config.required("AUDIT_TABLE")
    assert "append-only" in missing.value.hint
    assert config.optional("AUDIT_TABLE", "otherwise") == "otherwise"


def test_a_setting_is_read_without_blanks_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_TABLE", " a ")
    assert config.required("AUDIT_TABLE") == config.optional("AUDIT_TABLE") == "a"


@pytest.mark.parametrize("read", [config.required, config.optional])
def test_a_name_that_is_no_setting_is_a_mistake(read: object) -> None:
    assert callable(read)
    with pytest.raises(ConfigurationError, match="SHELL is not a setting"):
        read("SHELL")


@pytest.mark.parametrize("left_out", PLATFORM)
def test_a_door_that_executes_needs_all_of_these(monkeypatch: pytest.MonkeyPatch, left_out: str) -> None:
    _set(monkeypatch, {name: value for name, value in PLATFORM.items() if name != left_out})
    with pytest.raises(ConfigurationError, match=left_out):
        PlatformSettings.load()


def test_discord_is_discord_unless_it_is_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, PLATFORM)
    assert PlatformSettings.load() == PlatformSettings("p", "h", "a", "s", "arn", "https://discord.com/api/v10", 45)
    monkeypatch.setenv("DISCORD_API_BASE_URL", "http://127.0.0.1:1")
    assert PlatformSettings.load().discord_api_base_url == "http://127.0.0.1:1"


@pytest.mark.parametrize(("given", "share"), [("", 45), ("5", 5), ("0.5", 0.5), ("45", 45)])
def test_a_process_takes_its_share_of_what_the_bot_may_send(
    monkeypatch: pytest.MonkeyPatch, given: str, share: float
) -> None:
    _set(monkeypatch, {**PLATFORM, "DISCORD_REQUESTS_PER_S": given})
    assert PlatformSettings.load().discord_requests_per_s == share


@pytest.mark.parametrize("given", ["0", "-1", "46", "inf", "nan", "many"])
def test_a_share_that_is_none_is_refused_with_what_would_be_one(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    _set(monkeypatch, {**PLATFORM, "DISCORD_REQUESTS_PER_S": given})
    with pytest.raises(ConfigurationError, match="DISCORD_REQUESTS_PER_S") as refused:
        PlatformSettings.load()
    assert "at most 45" in refused.value.hint


def test_the_interactions_door_needs_neither_token_nor_table(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="DISCORD_PUBLIC_KEY"):
        InteractionsSettings.load()
    _set(monkeypatch, {"DISCORD_PUBLIC_KEY": "k", "OPERATIONS_QUEUE_URL": "q"})
    assert InteractionsSettings.load() == InteractionsSettings("k", "q", "")
    _set(monkeypatch, {"TURNS_QUEUE_URL": "t"})
    assert InteractionsSettings.load() == InteractionsSettings("k", "q", "t")


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        ("", set()),
        (" , ,", set()),
        ("https://a.example", {"https://a.example"}),
        ("https://a, https://b", {"https://a", "https://b"}),
    ],
)
def test_no_origin_is_allowed_unless_it_is_listed(
    monkeypatch: pytest.MonkeyPatch, origins: str, allowed: set[str]
) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", origins)
    monkeypatch.setenv("PUBLIC_URL", "https://guildhall.example/")
    assert HttpSettings.load() == HttpSettings(frozenset(allowed), "https://guildhall.example")


def test_every_setting_says_what_it_is_for() -> None:
    assert all(name.isupper() and told.endswith(".") and len(told) > 20 for name, told in config.ENVIRONMENT.items())


@pytest.mark.parametrize(
    ("given", "loaded"),
    [
        ({"MODEL_SECRET_ARN": "arn"}, ModelSettings("anthropic", "claude-sonnet-5-5", "arn", "")),
        (
            {"MODEL_PROVIDER": "Bedrock", "MODEL_SECRET_ARN": "arn"},
            ModelSettings("bedrock", "global.anthropic.claude-sonnet-5-5", "", ""),
        ),
        (
            {"MODEL_SECRET_ARN": "arn", "MODEL_ID": "other", "ANTHROPIC_BASE_URL": "http://127.0.0.1:1/"},
            ModelSettings("anthropic", "other", "arn", "http://127.0.0.1:1"),
        ),
    ],
)
def test_the_model_is_named_as_its_provider_names_it(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], loaded: ModelSettings
) -> None:
    _set(monkeypatch, given)
    assert ModelSettings.load() == loaded


def test_only_bedrock_needs_no_key_and_nobody_else_is_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="MODEL_SECRET_ARN is missing"):
        ModelSettings.load()
    monkeypatch.setenv("MODEL_PROVIDER", "somebody")
    with pytest.raises(ConfigurationError, match="names no provider") as refused:
        ModelSettings.load()
    assert "anthropic or bedrock" in refused.value.hint
