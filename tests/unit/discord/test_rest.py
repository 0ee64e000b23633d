import logging

import httpx
import pytest

from guildhall import __version__
from guildhall.discord.requests import Request
from guildhall.discord.rest import USER_AGENT, DiscordRest, open_client
from guildhall.discord.routes import GET_MY_USER
from guildhall.errors import ConfigurationError
from tests.fakes import discord_api as api
from tests.fakes.discord_api import ScriptedDiscord, answer

READ = Request(route=GET_MY_USER)


def test_the_bot_names_itself_as_discord_demands() -> None:
    discord = ScriptedDiscord([answer(200, {})])
    discord.rest().send(READ)
    assert discord.asked[0].headers["user-agent"] == USER_AGENT
    assert f"DiscordBot (https://github.com/guildhall/guildhall, {__version__})" == USER_AGENT


def test_the_token_is_read_when_it_is_needed_and_again_after_a_rotation() -> None:
    discord = ScriptedDiscord([answer(200, {})] * 2)
    rest = discord.rest()
    discord.token = "first-token\n"
    rest.send(READ)
    discord.token = "second-token"
    rest.send(READ)
    assert [asked.headers["authorization"] for asked in discord.asked] == ["Bot first-token", "Bot second-token"]


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "umlaut-é", "\u0661"])
def test_a_token_that_cannot_be_one_is_the_operators_mistake(token: str) -> None:
    discord = ScriptedDiscord([], token=token)
    with pytest.raises(ConfigurationError) as refused:
        discord.rest().send(READ)
    assert "secret" in refused.value.hint
    assert not token.strip() or token not in str(refused.value.to_dict())


def test_nothing_of_the_way_to_discord_is_shown() -> None:
    assert api.TOKEN not in repr(ScriptedDiscord([]).rest())


def test_one_budget_can_hold_for_several_requests() -> None:
    discord = ScriptedDiscord([answer(503, Retry_After="3")] * 2 + [answer(200, {})])
    rest = discord.rest().within(discord.budget(7))
    rest.send(READ)
    assert rest.budget is not None
    assert rest.budget.remaining_s == 1


def test_without_a_budget_each_request_has_one_of_its_own() -> None:
    client = open_client(api.BASE_URL, httpx.MockTransport(lambda request: answer(200, {"id": "8"})))
    for share in (None, 5.0):
        assert DiscordRest.over(client, lambda: api.TOKEN, requests_per_s=share).send(READ) == {"id": "8"}


def test_the_network_librarys_addresses_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = open_client(api.BASE_URL, httpx.MockTransport(lambda request: answer(200, {})))
    client.get("/webhooks/5/canary-token")
    assert "canary" not in caplog.text


def test_proxies_of_the_environment_are_for_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert not open_client("http://127.0.0.1:8000/api/v10").trust_env
    assert open_client("https://discord.com/api/v10").trust_env
