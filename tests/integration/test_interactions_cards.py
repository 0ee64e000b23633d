"""Cards: who may answer them, what a press sets in motion, and that it happens once."""

from collections.abc import Iterator
from typing import Any

import pytest

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
