from pathlib import Path
from typing import Any, cast

import pytest

from local.aws import Aws
from local.errors import LaptopError, TemplateError
from local.seed import DiscordApi, drawer, install, key_secret, look_up, seed
from local.template import Template


class FakeApi:
    """Discord's answers by path."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers

    def ask(self, method: str, path: str, body: object = None) -> Any:
        return self.answers[path]


def looked_up(discord: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    look_up(cast("DiscordApi", FakeApi(answers)), discord)
    return discord


GUILD = {
    "/guilds/7": {"owner_id": "8"},
    "/guilds/7/channels": [{"name": "approvals", "id": "9"}, {"name": "general", "id": "1"}],
}


def test_a_real_guild_is_looked_up() -> None:
    found = looked_up({}, {"/users/@me/guilds": [{"id": "7"}, {"id": "6"}], **GUILD})
    assert found == {"guild_id": "7", "users": {"owner": "8"}, "channels": {"approvals": "9"}}


def test_a_guild_that_was_named_is_not_searched_for() -> None:
    assert looked_up({"guild_id": "7"}, GUILD)["users"] == {"owner": "8"}


def test_a_bot_in_no_guild_has_none() -> None:
    assert looked_up({}, {"/users/@me/guilds": []}) == {"guild_id": None}


def test_a_template_without_the_policy_table_cannot_be_seeded(tmp_path: Path) -> None:
    discord = {"rest_url": "http://127.0.0.1:9", "bot_token": "t"}
    with pytest.raises(TemplateError, match="PolicyTable: is missing"):
        seed(Template(tmp_path, {}), Aws("http://127.0.0.1:9"), discord, tmp_path)


def test_a_discord_that_is_away_is_one_line_without_the_token() -> None:
    api = DiscordApi({"rest_url": "http://127.0.0.1:9", "bot_token": "very-secret"})
    with pytest.raises(LaptopError, match=r"http://127\.0\.0\.1:9 could not be asked for /x") as refused:
        api.ask("GET", "/x")
    assert "very-secret" not in str(refused.value)


def test_keys_follow_from_the_kept_secret_and_differ_by_purpose(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secret = key_secret(path)
    assert key_secret(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600
    draws = [[draw(8), draw(32)] for draw in (drawer(secret, "a"), drawer(secret, "a"), drawer(secret, "b"))]
    assert draws[0] == draws[1] != draws[2]
    assert [len(part) for part in draws[0]] == [8, 32]
    assert draws[0][1][:8] != draws[0][0]


def test_a_damaged_secret_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"short")
    with pytest.raises(LaptopError, match="is damaged; remove it"):
        key_secret(path)


class FakePolicies:
    """A repository that remembers."""

    def __init__(self, approvals: Any = None) -> None:
        from guildhall.discord.ids import GuildId
        from guildhall.policy.model import GuildPolicy

        self.policy = GuildPolicy.initial(GuildId.parse(GUILD_ID))
        if approvals is not None:
            self.policy = self.policy.model_copy(update={"approvals_channel_id": approvals})
        self.installations: list[Any] = []

    def installation(self, guild_id: Any) -> Any:
        return self.installations[0] if self.installations else None

    def put_installation(self, installation: Any) -> None:
        self.installations.append(installation)

    def guild_policy(self, guild_id: Any) -> Any:
        return self.policy

    def put_guild_policy(self, policy: Any) -> bool:
        self.policy = policy
        return True


GUILD_ID, CHANNEL_ID, OTHER_ID = "123456789012345678", "123456789012345679", "123456789012345670"
DISCORD = {"guild_id": GUILD_ID, "users": {"owner": OTHER_ID}, "channels": {"approvals": CHANNEL_ID}}


def test_a_guild_is_installed_once_with_its_approvals_channel() -> None:
    policies = FakePolicies()
    for _ in range(2):
        install(cast("Any", policies), DISCORD)
    assert len(policies.installations) == 1
    assert str(policies.policy.approvals_channel_id) == CHANNEL_ID
    assert policies.policy.version == 1


@pytest.mark.parametrize("simulated", [True, False])
def test_the_simulated_guild_is_open_from_the_start_and_a_real_one_only_read(*, simulated: bool) -> None:
    policies = FakePolicies()
    install(cast("Any", policies), DISCORD | ({"control_url": "http://127.0.0.1:1"} if simulated else {}))
    assert policies.policy.changes_at_large is simulated
    assert (policies.policy.writable_channel_ids is None) is simulated


def test_a_chosen_approvals_channel_stays() -> None:
    from guildhall.discord.ids import ChannelId

    policies = FakePolicies(ChannelId.parse(OTHER_ID))
    install(cast("Any", policies), DISCORD)
    install(cast("Any", policies), {**DISCORD, "channels": {}})
    assert str(policies.policy.approvals_channel_id) == OTHER_ID
