from pathlib import Path

import pytest

from local import endpoints as contract
from local.discord_choice import read_env, real, tunnel_note
from local.errors import LaptopError
from local.pages import without_secrets

ADDRESSES = {
    "api_url": "http://a",
    "playground_url": "http://p",
    "model_url": "http://m",
    "aws_endpoint_url": "http://w",
}
KEYS = contract.ApiKeys(owner="k1", moderator="k2", read_only="k3")
SAID = {
    **{key: key for key in contract.DISCORD_KEYS},
    "rest_url": "http://127.0.0.1:1/api/v10",
    "channels": {name: f"c-{name}" for name in contract.CHANNELS},
    "users": {name: f"u-{name}" for name in contract.USERS},
    "more": "is not the contract",
}


def test_the_endpoints_have_exactly_the_keys_of_the_contract() -> None:
    published = contract.endpoints(7, ADDRESSES, KEYS, SAID)
    assert list(published) == [
        "pid",
        "api_url",
        "mcp_url",
        "interactions_url",
        "events_url",
        "playground_url",
        "model_url",
        "aws_endpoint_url",
        "api_keys",
        "discord",
    ]
    assert published["mcp_url"] == "http://a/mcp"
    assert published["interactions_url"] == "http://a/discord/interactions"
    assert published["events_url"] == "http://a/discord/events"
    assert published["api_keys"] == {"owner": "k1", "moderator": "k2", "read_only": "k3"}
    assert tuple(published["discord"]) == contract.DISCORD_KEYS
    assert set(published["discord"]["channels"]) == set(contract.CHANNELS)
    assert set(published["discord"]["users"]) == set(contract.USERS)


def test_in_a_real_guild_every_key_is_there_and_what_is_unknown_is_null() -> None:
    block = contract.discord_block({"rest_url": "https://discord.com/api/v10"})
    assert tuple(block) == contract.DISCORD_KEYS
    assert block["control_url"] is None
    assert block["users"] == dict.fromkeys(contract.USERS)


def test_a_page_gets_no_token_and_no_signing_key() -> None:
    shown = without_secrets(contract.endpoints(7, ADDRESSES, KEYS, SAID))
    assert not {"bot_token", "signing_key"} & shown["discord"].keys()
    assert shown["api_keys"] == dict(KEYS)
    assert without_secrets({}) == {"discord": {}}


def test_a_page_gets_no_key_that_acts_in_a_real_guild() -> None:
    said = {**SAID, "rest_url": "https://discord.com/api/v10"}
    assert "api_keys" not in without_secrets(contract.endpoints(7, ADDRESSES, KEYS, said))


def test_an_env_file_is_names_and_values(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# comment\nA=1\nexport B = 'two'\nC=\nD=\"x=y\"\nnothing\n#E=1\n", encoding="utf-8")
    assert read_env(path) == {"A": "1", "B": "two", "D": "x=y"}
    assert read_env(tmp_path / "absent") == {}


def test_a_real_discord_needs_its_tokens_and_says_where_they_are() -> None:
    with pytest.raises(LaptopError, match=r"DISCORD_BOT_TOKEN \(Bot, Token\).*DISCORD_PUBLIC_KEY"):
        real({"DISCORD_APPLICATION_ID": "1"})
    block = real({"DISCORD_APPLICATION_ID": "1", "DISCORD_BOT_TOKEN": "t", "DISCORD_PUBLIC_KEY": "k"})
    assert (block["rest_url"], block["bot_user_id"]) == ("https://discord.com/api/v10", "1")
    assert "/discord/interactions" in tunnel_note("http://127.0.0.1:8000")
