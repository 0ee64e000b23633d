"""Tools called by the names of the project before ours, and ids that are no ids, at the door for programs."""

from typing import Any

import pytest

from guildhall.execution.outcome import Completed
from tests.fakes.mcp_door import CHANNEL, GUILD, PREVIEWED, Client, FakePlatform, door

SEND = {"guild_id": GUILD, "channel_id": CHANNEL, "content": "hello", "confirmation": "yes", "dry_run": True}


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def client(platform: FakePlatform) -> Client:
    return Client(door(platform))


def _text(result: dict[str, Any]) -> str:
    return str(result["content"][0]["text"])


@pytest.mark.parametrize("old", ["discord.message.send", "discord_message_send", "send_message"])
def test_a_tool_by_an_old_name_is_answered_by_todays_which_says_its_name_once(
    client: Client, platform: FakePlatform, old: str
) -> None:
    platform.executor.answers = lambda _: PREVIEWED
    result = client.call(old, SEND)
    assert not result.get("isError")
    (asked,) = platform.executor.calls
    assert asked.operation.full_name() == "message.send"
    assert asked.dry_run is True
    assert _text(result).count(f"{old} is called message_send here.") == 1
    assert "is called" not in _text(client.call("message_send", {"channel_id": CHANNEL, "content": "hello"}))


def test_a_failure_by_an_old_name_says_the_name_of_today_too(client: Client) -> None:
    result = client.call("discord.message.send", {"channel_id": CHANNEL, "colour": "red"})
    assert result["isError"] is True
    assert _text(result).startswith("discord.message.send is called message_send here.\n**Failed (invalid_arguments)")


def test_the_finders_take_old_names(client: Client, platform: FakePlatform) -> None:
    described = client.call("operations_describe", {"name": "discord.invite.create"})
    assert described["structuredContent"]["name"] == "invite.create"
    platform.executor.answers = lambda _: PREVIEWED
    asked = {"name": "create_invite", "arguments": {"channel_id": CHANNEL, "max_age": 60}, "dry_run": True}
    written = client.call("operations_run_write", asked)
    assert "create_invite is called invite_create here." in _text(written)
    assert platform.executor.calls[0].operation.model_dump()["max_age_s"] == 60
    platform.executor.answers = lambda _: Completed({"channels": []}, "a" * 26)
    read = client.call("operations_run_read", {"name": "list_channels", "arguments": {"guild_id": GUILD}})
    assert "list_channels is called channel_list here." in _text(read)
    assert read["structuredContent"]["operation"] == "channel.list"


def test_what_never_was_is_no_tool(client: Client) -> None:
    assert "There is no operation" in _text(client.call("operations_describe", {"name": "discord.message.nuke"}))


def test_an_id_as_a_number_is_refused_with_the_reason(client: Client, platform: FakePlatform) -> None:
    told = _text(client.call("message_send", {"channel_id": 41771983423143937, "content": "x"}))
    assert "as a JSON number it would lose its last digits" in told
    assert platform.executor.calls == []
