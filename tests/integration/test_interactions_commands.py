"""Slash commands from a signed request to the answer that the asker reads."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from guildhall.surfaces.interactions import replies
from guildhall.surfaces.interactions.queue import QueueRefused
from local.discord.testing import Lab
from tests.integration.interactions_house import House, house, simulated


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with simulated() as found:
        yield found


@pytest.fixture
def here(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("DISCORD_PUBLIC_KEY", lab.endpoints["public_key"])
    monkeypatch.setenv("OPERATIONS_QUEUE_URL", "http://127.0.0.1:9/never-asked")
    with house(lab) as found:
        yield found


@pytest.mark.requirement("C3")
def test_the_answer_to_channel_list_names_the_real_channels(here: House) -> None:
    asked = here.ask("owner", "channel list")
    assert (asked["status"], asked["body"]) == (200, {"type": 5, "data": {"flags": 64}})
    assert here.report(asked)["loading"]
    assert here.work() == [True]
    embed = here.embed(asked)
    assert embed["title"] == "/channel list"
    for name in ("general", "support", "staff", "approvals"):
        assert f"[#{name}](https://discord.com/channels/{here.lab.guild_id}/" in embed["description"]


def test_the_answer_shows_only_what_the_asker_sees(here: House) -> None:
    assert "#staff" not in here.run("member", "channel list")["description"]


def test_what_is_left_out_is_this_channel(here: House) -> None:
    here.lab.say("the very last word", channel="support")
    assert "the very last word" in here.run("member", "message list", "support", limit=2)["description"]


@pytest.mark.requirement("C3")
def test_a_form_asks_for_a_long_text_and_the_message_is_sent_without_pinging_anybody(here: House) -> None:
    opened = here.ask("moderator", "message send", channel_id="support")
    assert opened["body"]["type"] == 9
    sent = here.submit("moderator", opened["body"]["data"], content="first line\n@everyone second line")
    assert (sent["status"], sent["body"]["type"]) == (200, 5)
    assert here.work() == [True]
    assert here.embed(sent)["title"] == "Done: /message send"
    message = here.messages("support")[0]
    assert message["content"] == "first line\n@everyone second line"
    assert message["mention_everyone"] is False


@pytest.mark.requirement("C3")
def test_autocomplete_offers_operations_and_durations(here: House) -> None:
    assert {"name": "message.send", "value": "message.send"} in here.complete(
        "member", "policy explain", "operation", "message"
    )
    assert {"name": "1 hour", "value": 3600} in here.complete("moderator", "member timeout", "duration_s", "")


@pytest.mark.requirement("A14")
@pytest.mark.parametrize(("command", "answers"), [("allow-chat", True), ("disallow-chat", False)])
def test_an_admin_lets_the_agent_answer_in_a_channel_and_stops_it(here: House, command: str, answers: bool) -> None:
    here.run("owner", "allow-chat", "support")
    embed = here.run("owner", command, "support")
    assert embed["title"] == f"Done: /{command}"
    assert f"**Answers:** {'yes' if answers else 'no'}" in embed["description"]
    assert ("is answered, in the threads" if answers else "not answered any more") in embed["description"]
    allowed = here.platform.policies.chat_channels(here.platform.policies.installations()[0].guild_id)
    assert [channel.channel_id for channel in allowed] == ([here.lab.channels["support"]] if answers else [])


@pytest.mark.requirement("A14")
def test_a_member_may_not_let_the_agent_answer(here: House) -> None:
    embed = here.run("member", "allow-chat")
    assert embed["title"] == "Not done: /allow-chat"
    assert here.platform.policies.chat_channels(here.platform.policies.installations()[0].guild_id) == []


def test_a_dry_run_changes_nothing_and_shows_the_difference(here: House) -> None:
    embed = here.run("owner", "channel edit", "support", topic="Questions only", dry_run=True)
    assert embed["title"] == "Preview of /channel edit: nothing was changed"
    assert "→ **“Questions only”**" in embed["description"]
    assert here.sent("PATCH", here.lab.channels["support"]) == []


def test_a_slash_command_acts_without_a_dry_run(here: House) -> None:
    assert here.run("owner", "channel edit", "support", topic="Questions only")["title"] == "Done: /channel edit"
    (patched,) = here.sent("PATCH", f"/channels/{here.lab.channels['support']}")
    assert patched["body"]["topic"] == "Questions only"


def test_options_that_make_no_sense_are_explained(here: House) -> None:
    embed = here.run("moderator", "message bulk_delete", channel_id="general", message_ids="one two")
    assert embed["title"] == "Not done: /message bulk_delete"
    assert "message_ids" in embed["description"]


def test_long_answers_go_on_in_followups_that_only_the_asker_sees(here: House) -> None:
    for number in range(60):
        here.lab.say(f"{number} " + "word " * 60, channel="support")
    asked = here.ask("member", "message list", "support", limit=100)
    assert here.work() == [True]
    report = here.report(asked)
    assert 1 <= len(report["followups"]) <= 2
    assert all(message["flags"] & 64 for message in report["followups"])


def test_help_is_answered(here: House) -> None:
    assert "- `/channel` " in here.run("newcomer", "help")["description"]
    assert "`/message bulk_delete`" in here.run("newcomer", "help", command="message")["description"]


def test_a_refusing_queue_is_told_to_the_asker(here: House) -> None:
    here.queue.refusal = QueueRefused("AccessDenied", surely=True)
    asked = here.ask("owner", "channel list")
    assert (asked["status"], asked["error"]) == (200, None)
    original = here.report(asked)["original"]
    assert original["content"] == replies.NOT_QUEUED
    assert original["flags"] & 64


def test_a_command_that_comes_twice_is_done_once_and_answered_twice(here: House) -> None:
    asked = here.ask("owner", "channel create", name="twice")
    here.queue.bodies *= 2
    assert here.work() == [True, True]
    assert here.embed(asked)["title"] == "Done: /channel create"
    assert len(here.sent("POST", f"/guilds/{here.lab.guild_id}/channels")) == 1


def test_an_answer_that_discord_does_not_know_yet_is_tried_until_it_does(here: House) -> None:
    here.lab.fault(
        route="PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original",
        times=2,
        kind="status",
        status=404,
        code=10015,
    )
    assert here.run("owner", "channel list")["title"] == "/channel list"


def test_when_discord_is_down_the_message_comes_again_and_is_answered(here: House) -> None:
    asked = here.ask("owner", "channel list")
    waiting = list(here.queue.bodies)
    here.lab.fault(route="GET /guilds/{guild_id}", times=8, kind="status", status=503)
    assert here.work() == [False]
    assert here.embed(asked)["title"] == "Not finished yet: /channel list"
    here.lab.control.delete("/faults").raise_for_status()
    here.queue.bodies = waiting
    assert here.work(receives=2) == [True]
    assert here.embed(asked)["title"] == "/channel list"


def test_the_last_attempt_gives_up_and_the_asker_hears_it(here: House) -> None:
    asked = here.ask("owner", "channel create", name="never")
    assert here.work(receives=4) == [False]
    assert here.embed(asked)["title"] == "Not done: /channel create"
    assert here.sent("POST", f"/guilds/{here.lab.guild_id}/channels") == []


def test_the_last_attempt_tells_what_an_earlier_one_did(here: House) -> None:
    asked = here.ask("owner", "channel create", name="once")
    waiting = list(here.queue.bodies)
    here.work()
    here.queue.bodies = waiting
    here.work(receives=4)
    assert here.embed(asked)["title"] == "Done: /channel create"
    assert len(here.sent("POST", f"/guilds/{here.lab.guild_id}/channels")) == 1


def test_past_fourteen_minutes_the_channel_hears_that_it_was_not_started(here: House) -> None:
    here.ask("owner", "channel create", "support", name="late")
    here.clock.advance(14 * 60)
    assert here.work() == [True]
    said = here.messages("support")[0]
    assert said["content"].startswith(f"<@{here.lab.users['owner']}> `/channel create` was not started")
    assert said["mentions"] == []
    assert here.sent("POST", f"/guilds/{here.lab.guild_id}/channels") == []


@pytest.mark.requirement("C3")
@pytest.mark.parametrize("path", ["/discord/interactions", "/discord/events"])
@pytest.mark.parametrize(
    "headers", [{}, {"X-Signature-Ed25519": "0" * 128, "X-Signature-Timestamp": "1"}, {"X-Signature-Ed25519": "zz"}]
)
def test_what_is_not_signed_by_discord_is_401(here: House, path: str, headers: dict[str, str]) -> None:
    for body in (b'{"type":1}', b"\xff\xfe", b""):
        answer = httpx.post(here.url + path, content=body, headers=headers, trust_env=False)
        assert answer.status_code == 401


@pytest.mark.requirement("C3")
def test_a_ping_is_answered(here: House) -> None:
    asked: dict[str, Any] = here.lab.order("/interactions", kind="ping", user_id="owner", channel_id="general")
    assert (asked["status"], asked["body"], asked["error"]) == (200, {"type": 1}, None)


def test_an_uninstallation_is_noticed_without_a_gateway(here: House) -> None:
    guild_id = here.platform.policies.installations()[0].guild_id
    here.lab.control.put(f"/installations/{here.lab.guild_id}", json={"installed": False}).raise_for_status()
    here.clock.advance(1)
    here.lab.order("/events", type="APPLICATION_DEAUTHORIZED", data={"user": {"id": here.lab.users["owner"]}})
    assert here.work() == [True]
    installation = here.platform.policies.installation(guild_id)
    assert installation is not None
    assert not installation.active
