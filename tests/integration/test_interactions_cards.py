"""Cards: who may answer them, what a press sets in motion, and that it happens once."""

from collections.abc import Iterator
from typing import Any

import pytest

from guildhall.discord.ids import GuildId
from guildhall.operations.spec import Risk
from guildhall.surfaces.interactions.job import ExpiryJob, encode
from local.discord.testing import Lab
from tests.integration.interactions_house import House, custom_ids, house, simulated


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


def spam(here: House) -> list[str]:
    """Say two things that a moderator will want to delete; return their ids."""
    return [here.lab.say(f"buy number {number}", author="newcomer")["id"] for number in (1, 2)]


def asked_to_delete(here: House, ids: list[str], user: str = "moderator") -> dict[str, Any]:
    return here.run(user, "message bulk_delete", channel_id="general", message_ids=" ".join(ids))


def deletions(here: House) -> list[dict[str, Any]]:
    return here.sent("POST", "/messages/bulk-delete")


@pytest.mark.requirement("C3", "A9")
def test_a_moderator_s_deletion_waits_for_a_press_and_happens_once(here: House) -> None:
    ids = spam(here)
    embed = asked_to_delete(here, ids)
    assert embed["title"] == "Waiting for approval: /message bulk_delete"
    assert "buy number 1" in embed["description"]
    assert deletions(here) == []
    card = here.card()
    assert "Done" in here.pressed("moderator", card, "approve")
    assert [made["body"]["messages"] for made in deletions(here)] == [sorted(ids)]
    assert custom_ids(here.messages("approvals")[0]) == []


def test_a_second_press_says_that_it_was_used(here: House) -> None:
    asked_to_delete(here, spam(here))
    card = here.card()
    first, second = here.press("moderator", card, "approve"), here.press("owner", card, "approve")
    assert here.work() == [True, True]
    assert "Done" in here.embed(first)["description"]
    assert "already used" in here.embed(second)["description"]
    assert len(deletions(here)) == 1


def test_a_press_that_comes_twice_is_done_once(here: House) -> None:
    asked_to_delete(here, spam(here))
    here.press("moderator", here.card(), "approve")
    here.queue.bodies *= 2
    assert here.work() == [True, True]
    assert len(deletions(here)) == 1


def test_whoever_lacks_the_right_may_not_press(here: House) -> None:
    asked_to_delete(here, spam(here))
    card = here.card()
    refused = here.pressed("member", card, "approve")
    assert "Manage Messages" in refused
    assert deletions(here) == []
    assert "Done" in here.pressed("moderator", card, "approve")


def test_whoever_lacks_the_right_may_not_ask(here: House) -> None:
    before = len(here.messages("approvals"))
    embed = asked_to_delete(here, spam(here), user="member")
    assert embed["title"] == "Not done: /message bulk_delete"
    assert "Manage Messages" in embed["description"]
    assert len(here.messages("approvals")) == before
    assert deletions(here) == []


def test_a_denial_says_why_on_the_card_and_nothing_is_done(here: House) -> None:
    asked_to_delete(here, spam(here))
    opened = here.press("moderator", here.card(), "deny")
    assert opened["body"]["type"] == 9
    denied = here.submit("moderator", opened["body"]["data"], channel="approvals", note="they apologised")
    assert here.work() == [True]
    assert "Nothing was done" in here.embed(denied)["description"]
    assert "they apologised" in str(here.messages("approvals")[0])
    assert deletions(here) == []


def test_details_list_everything_for_whoever_may_decide(here: House) -> None:
    asked_to_delete(here, spam(here))
    told = here.pressed("moderator", here.card(), "details")
    assert "buy number 1" in told
    assert "buy number 2" in told
    assert custom_ids(here.card())


def guild_policy(here: House, **changed: Any) -> None:
    policies, guild_id = here.platform.policies, GuildId(here.lab.guild_id)
    now = policies.guild_policy(guild_id)
    assert policies.put_guild_policy(now.model_copy(update={**changed, "version": now.version + 1}))


@pytest.mark.requirement("A9")
def test_two_people_press_one_card(here: House) -> None:
    guild_policy(here, two_person_from=Risk.DESTRUCTIVE)
    asked_to_delete(here, spam(here))
    card = here.card()
    assert "1 of 2" in here.pressed("owner", card, "approve")
    shown = here.card()
    assert shown["id"] == card["id"]
    assert f"**1 of 2 approvals**: <@{here.lab.users['owner']}>" in str(shown)
    assert "1 of 2" in here.pressed("owner", shown, "approve")
    assert deletions(here) == []
    assert "Done." in here.pressed("moderator", shown, "approve")
    assert len(deletions(here)) == 1


def test_where_the_policy_forbids_it_nobody_approves_what_they_asked_for(here: House) -> None:
    guild_policy(here, self_approval=False)
    asked_to_delete(here, spam(here))
    assert "You asked for this" in here.pressed("moderator", here.card(), "approve")
    assert "Done." in here.pressed("owner", here.card(), "approve")
    assert len(deletions(here)) == 1


def chosen(here: House, user: str, message: dict[str, Any], values: list[str]) -> dict[str, Any]:
    """Choose in the menu of an answer; return what the answer then is."""
    order = {"kind": "select", "user_id": user, "channel_id": "general", "message_id": message["id"]}
    made = dict(here.lab.order("/interactions", **order, custom_id="questions:choose", options={"values": values}))
    assert (made["status"], made["body"]["type"]) == (200, 7), made
    return dict(here.report(made)["original"])


def listed(here: House, user: str) -> dict[str, Any]:
    """List the open questions; return the message with the menu."""
    asked = here.ask(user, "confirmation list")
    assert here.work() == [True]
    return dict(here.report(asked)["original"])


def pressed_several(here: House, user: str, message: dict[str, Any], button: str) -> str:
    order = {"kind": "button", "user_id": user, "channel_id": "general", "message_id": message["id"]}
    made = dict(here.lab.order("/interactions", **order, custom_id=f"questions:{button}"))
    assert here.work() == [True]
    return str(here.embed(made)["description"])


@pytest.mark.requirement("A9")
def test_several_questions_are_answered_at_once_and_each_on_its_own(here: House) -> None:
    gone = spam(here)
    for ids in (spam(here), gone, spam(here)):
        asked_to_delete(here, ids)
        here.clock.advance(1)
    here.lab.bot.delete(f"channels/{here.lab.channels['general']}/messages/{gone[0]}").raise_for_status()
    message = listed(here, "owner")
    menu = message["components"][0]["components"][0]
    values = [option["value"] for option in menu["options"]]
    assert len(values) == 3
    assert [button["disabled"] for button in message["components"][1]["components"]] == [True, True]
    marked = chosen(here, "owner", message, values[:2])
    assert [option.get("default", False) for option in marked["components"][0]["components"][0]["options"]] == [
        True,
        True,
        False,
    ]
    told = pressed_several(here, "owner", marked, "approve")
    assert [line.count("Done.") for line in told.splitlines()] == [1, 0]
    assert "it failed" in told.splitlines()[1]
    assert len(deletions(here)) == 1
    left = listed(here, "owner")["components"][0]["components"][0]["options"]
    assert [option["value"] for option in left] == values[2:]


def test_whoever_may_answer_nothing_has_nothing_to_choose(here: House) -> None:
    asked_to_delete(here, spam(here))
    message = listed(here, "member")
    assert custom_ids(message) == []
    assert "No confirmations" in message["embeds"][0]["description"]


def test_several_denials_leave_everything_as_it_was(here: House) -> None:
    for _ in range(2):
        asked_to_delete(here, spam(here))
    message = listed(here, "moderator")
    values = [option["value"] for option in message["components"][0]["components"][0]["options"]]
    told = pressed_several(here, "moderator", chosen(here, "moderator", message, values), "deny")
    assert told.count("Denied. Nothing was done.") == len(values)
    assert deletions(here) == []


def test_a_question_that_nobody_answers_is_told(here: House) -> None:
    asked_to_delete(here, spam(here))
    card = here.card()
    confirmation_id = custom_ids(card)[0].rpartition(":")[2]
    here.queue.send(encode(ExpiryJob(confirmation_id)))
    assert here.work() == [True]
    assert custom_ids(here.card())
    here.clock.advance(1802)
    here.queue.send(encode(ExpiryJob(confirmation_id)))
    assert here.work() == [True]
    (now,) = [message for message in here.messages("approvals") if message["id"] == card["id"]]
    assert custom_ids(now) == []
    assert "nobody answered in time" in str(now)
    (direct,) = here.lab.control.get("/dms", params={"user_id": here.lab.users["moderator"]}).json()
    told = here.lab.control.get("/messages", params={"channel_id": direct["id"]}).json()
    assert "Nothing was done: nobody answered in time." in told[0]["content"]
