"""/setup over signed HTTP: a new server only reads, its manager opens it by choosing, others cannot."""

from collections.abc import Iterator
from typing import Any

import pytest

from guildhall.discord.ids import GuildId
from guildhall.operations.acts import AuditKind
from guildhall.policy.model import GuildPolicy
from guildhall.store import keys
from local.discord.testing import Lab
from tests.integration.interactions_house import House, house, simulated


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with simulated() as found:
        yield found


@pytest.fixture
def here(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house whose guild nobody has set up."""
    monkeypatch.setenv("DISCORD_PUBLIC_KEY", lab.endpoints["public_key"])
    monkeypatch.setenv("OPERATIONS_QUEUE_URL", "http://127.0.0.1:9/never-asked")
    with house(lab) as found:
        found.tables.policy.delete_if(keys.guild_policy(GuildId(lab.guild_id)))
        yield found


def policy(here: House) -> GuildPolicy:
    return here.platform.policies.guild_policy(GuildId(here.lab.guild_id))


def opened(here: House, user: str = "owner") -> dict[str, Any]:
    """Use /setup; return the message."""
    asked = here.ask(user, "setup")
    assert (asked["status"], asked["error"]) == (200, None), asked
    assert here.work() == [True]
    return dict(here.report(asked)["original"])


def choose(here: House, message: dict[str, Any], custom_id: str, *values: str, user: str = "owner") -> dict[str, Any]:
    """Choose something in the message, and return what it has become."""
    order = {"user_id": user, "channel_id": "general", "message_id": message["id"], "custom_id": custom_id}
    picked: dict[str, Any] = {"options": {"values": list(values)}} if values or custom_id.count(":") == 1 else {}
    asked = dict(here.lab.order("/interactions", kind="select" if picked else "button", **order, **picked))
    assert (asked["status"], asked["error"], asked["body"]) == (200, None, {"type": 6}), asked
    assert here.work() == [True]
    shown = dict(here.report(asked)["original"])
    assert shown["id"] == message["id"]
    return shown


def text(message: dict[str, Any]) -> str:
    return str(message["embeds"][0]["description"])


def test_a_new_server_only_reads_until_its_manager_says_otherwise(here: House) -> None:
    channels = here.lab.channels
    refused = here.run("owner", "message send", content="hello")
    assert "not one of the channels that may be written in" in refused["description"]
    assert "/setup" in refused["description"]
    message = opened(here)
    assert "no channel; I only read" in text(message)
    message = choose(here, message, "setup:approvals", channels["approvals"])
    message = choose(here, message, "setup:channels", channels["general"], channels["support"])
    assert f"<#{channels['general']}>" in text(message)
    assert here.run("owner", "message send", content="hello")["title"].startswith("Done")
    message = choose(here, message, "setup:anywhere:on")
    assert "every channel" in text(message)
    message = choose(here, message, "setup:at_large:on")
    message = choose(here, message, "setup:approvals")
    now = policy(here)
    assert (now.writable_channel_ids, now.changes_at_large, now.approvals_channel_id) == (None, True, None)


def test_each_choice_is_a_call_of_its_own_with_its_diff_in_the_trail(here: House) -> None:
    choose(here, opened(here), "setup:at_large:on")
    log = here.platform.machinery.trail.log
    page = log.page(GuildId(here.lab.guild_id), before=None, limit=20)
    (done,) = [each for each in page if each.operation == "policy.edit" and each.kind is AuditKind.OUTCOME]
    assert done.changes == ({"field": "changes_at_large", "before": False, "after": True},)
    assert str(done.user_id) == here.lab.users["owner"]


def test_the_agent_is_let_in_and_out_of_the_channel(here: House) -> None:
    message = choose(here, opened(here), "setup:chat:on")
    guild_id = GuildId(here.lab.guild_id)
    (listed,) = here.platform.policies.chat_channels(guild_id)
    assert listed.channel_id == here.lab.channels["general"]
    choose(here, message, "setup:chat:off")
    assert here.platform.policies.chat_channels(guild_id) == []


def test_who_manages_nothing_is_shown_nothing_and_changes_nothing(here: House) -> None:
    shown = opened(here, "member")
    assert "Manage Server" in text(shown)
    assert shown["components"] == []
    assert policy(here).version == 0


def test_a_pause_stops_everything_and_the_message_says_so(here: House) -> None:
    message = choose(here, opened(here), "setup:anywhere:on")
    assert here.run("owner", "control pause", why="a raid")["title"].startswith("Done")
    assert "paused" in here.run("owner", "message send", content="hello")["description"]
    message = choose(here, message, "setup:at_large:on")
    assert "Not changed" in text(message)
    assert "/control resume" in text(message)
    assert here.run("owner", "control resume")["title"].startswith("Done")
    assert here.run("owner", "message send", content="hello")["title"].startswith("Done")


def test_whoever_installs_the_app_hears_of_setup_once(here: House) -> None:
    guild = {"id": here.lab.guild_id, "name": "Guildhall"}
    here.clock.advance(60)
    for _ in range(2):
        data = {"integration_type": 0, "guild": guild, "user": {"id": here.lab.users["owner"]}, "scopes": ["bot"]}
        here.lab.order("/events", type="APPLICATION_AUTHORIZED", data=data)
    assert set(here.work()) == {True}
    (direct,) = here.lab.control.get("/dms", params={"user_id": here.lab.users["owner"]}).json()
    told = here.messages(direct["id"])
    assert ["/setup" in each["content"] for each in told if "added me" in each["content"]] == [True]
