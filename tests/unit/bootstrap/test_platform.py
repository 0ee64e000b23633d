"""The composition root of every door that executes."""

from collections.abc import Iterator

import pytest

from guildhall.bootstrap import platform as root
from guildhall.bootstrap.platform import Tables
from guildhall.config import PlatformSettings
from guildhall.errors import ConfigurationError, ConfirmationInvalid
from guildhall.operations.catalogue import find
from tests.fakes.clock import FakeClock
from tests.fakes.guild import GUILD, MEMBER, OWNER
from tests.fakes.platform import Rig

SETTINGS = {
    "POLICY_TABLE": "policy-table",
    "HISTORY_TABLE": "history-table",
    "AUDIT_TABLE": "audit-table",
    "STATE_TABLE": "state-table",
    "DISCORD_SECRET_ARN": "arn:aws:secretsmanager:eu-central-1:1:secret:discord",
    "DISCORD_API_BASE_URL": "http://127.0.0.1:9/api/v10",
}


@pytest.fixture(autouse=True)
def _one_process() -> Iterator[None]:
    for made in (root.platform, root.sender):
        made.cache_clear()
    yield
    for made in (root.platform, root.sender):
        made.cache_clear()


@pytest.fixture
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)


def test_everything_follows_the_platforms_clock() -> None:
    rig = Rig()
    plan = rig.preview("channel.create", {"name": "news"}, rig.slash(OWNER), dry_run=True)
    rig.clock.advance(86_400)
    assert rig.discord.writes == []
    with pytest.raises(ConfirmationInvalid):
        rig.run("channel.create", {"name": "news"}, rig.slash(OWNER), plan_id=plan.plan_id)
    assert rig.platform.machinery.new_id() > plan.plan_id
    assert rig.platform.machinery.counters.spend("x", window_s=60, limit=1) == 0
    assert rig.platform.machinery.counters.spend("x", window_s=60, limit=1) == 60


def test_a_request_is_built_with_the_guilds_that_the_caller_reaches() -> None:
    rig = Rig()
    assert rig.platform.build("guild_get", {}, rig.mcp(MEMBER)) == find("guild.get").model_validate({"guild_id": GUILD})


@pytest.mark.usefixtures("_settings")
def test_a_process_has_one_platform_over_the_tables_of_its_settings() -> None:
    platform = root.platform()
    assert platform is root.platform()
    assert PlatformSettings.load().policy_table == "policy-table"
    assert "bot_token" not in repr(platform)


@pytest.mark.usefixtures("_settings")
@pytest.mark.parametrize("name", [name for name in SETTINGS if name != "DISCORD_API_BASE_URL"])
def test_a_setting_that_is_missing_is_named_and_may_be_set_later(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, " ")
    with pytest.raises(ConfigurationError, match=name):
        root.platform()
    monkeypatch.setenv(name, SETTINGS[name])
    assert root.platform() is root.platform()


@pytest.mark.usefixtures("_settings")
def test_a_process_sends_no_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[float] = []
    monkeypatch.setattr(root, "RateLimiter", lambda *, requests_per_s: shares.append(requests_per_s))
    monkeypatch.setenv("DISCORD_REQUESTS_PER_S", "5")
    assert root.sender() is root.sender()
    assert shares == [5]


def test_each_table_has_its_own_lifecycle() -> None:
    settings = PlatformSettings("p", "h", "a", "s", "arn", "http://127.0.0.1:9", 45)
    tables = Tables.of(settings)
    assert len({id(table) for table in (tables.policy, tables.history, tables.audit, tables.state)}) == 4


def test_the_keys_of_a_platform_are_those_of_its_policies() -> None:
    rig = Rig()
    assert isinstance(rig.clock, FakeClock)
    assert rig.platform.keys.clock is rig.clock
    assert rig.platform.keys.store is rig.platform.policies
