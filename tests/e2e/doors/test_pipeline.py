"""One pipeline from a slash command to Discord: decided, previewed, confirmed by a human, executed, told."""

import secrets

import pytest

from tests.e2e.system import Json, System, confirmation_of, text_of, until

MANAGE_MESSAGES, VIEW_CHANNEL = 1 << 13, 1 << 10


@pytest.fixture
def spam(system: System) -> list[str]:
    """Three fresh messages of the newcomer's in #general."""
    lot = secrets.token_hex(3)
    return [system.say("newcomer", f"buy cheap boosts {lot} number {number}") for number in range(3)]


def ask_to_delete(system: System, user: str, ids: list[str], channel: str = "general", **more: Json) -> str:
    options = {"channel_id": system.channel(channel), "message_ids": " ".join(ids), **more}
    return system.slash(user, "message bulk_delete", **options)


def newest_card(system: System, ids: list[str]) -> Json:
    [spam] = [message["content"] for message in system.messages("general") if message["id"] == ids[0]]
    return until(lambda: next((card for card in system.cards() if spam in text_of(card)), None), what="a card")


def deletions(system: System, since: int) -> list[Json]:
    return [request for request in system.requests(since) if request["path"].endswith("/messages/bulk-delete")]


@pytest.mark.requirement("C3", "C6")
def test_channel_list_names_the_channels_that_its_asker_sees(system: System) -> None:
    owner, member = system.slash("owner", "channel list"), system.slash("member", "channel list")
    assert all(name in owner for name in ("general", "support", "staff", "approvals"))
    assert "general" in member
    assert "staff" not in member


@pytest.mark.requirement("A9", "A11")
def test_a_card_lists_exactly_what_goes_and_the_right_press_executes_once(system: System, spam: list[str]) -> None:
    since = system.mark()
    told = ask_to_delete(system, "moderator", spam, reason="advertising")
    assert "approv" in told.lower()
    card = newest_card(system, spam)
    shown = text_of(card)
    assert all(f"number {number}" in shown for number in range(3))
    assert "Delete 3 messages" in shown
    assert deletions(system, since) == []

    refused = system.press("member", "approve", card)
    assert "Manage Messages" in refused
    assert deletions(system, since) == []

    done = system.press("moderator", "approve", card)
    assert "Done" in done
    assert not set(spam) & {message["id"] for message in system.messages("general")}

    again = system.press("owner", "approve", card)
    assert "already used" in again
    assert len(deletions(system, since)) == 1


@pytest.mark.requirement("A10", "D4")
def test_intent_and_outcome_carry_the_id_that_stands_in_discords_audit_log(system: System, spam: list[str]) -> None:
    since = system.mark()
    ask_to_delete(system, "moderator", spam, reason="a reason of mine")
    card = newest_card(system, spam)
    system.press("moderator", "approve", card)
    audit_id = confirmation_of(card)
    [request] = deletions(system, since)
    assert request["reason"].startswith("a reason of mine - by ")
    assert request["reason"].endswith(audit_id)
    records = system.audit(audit_id)
    assert {(record["kind"], record["status"]) for record in records} >= {("intent", "pending"), ("outcome", "done")}
    assert all("buy cheap boosts" not in str(record) and "a reason of mine" not in str(record) for record in records)


def test_a_right_in_approvals_is_no_right_in_the_target(system: System, spam: list[str]) -> None:
    since = system.mark()
    overwrite = {"type": 1, "allow": str(MANAGE_MESSAGES | VIEW_CHANNEL), "deny": "0"}
    path = f"/channels/{system.channel('approvals')}/permissions/{system.user('member')}"
    system.rest("PUT", path, overwrite)
    ask_to_delete(system, "moderator", spam)
    card = newest_card(system, spam)
    assert "Manage Messages" in system.press("member", "approve", card)
    assert deletions(system, since) == []
    system.rest("DELETE", path)


@pytest.mark.requirement("A5", "F1")
def test_a_member_is_denied_with_the_missing_permission_named_and_nothing_reaches_discord(
    system: System, spam: list[str]
) -> None:
    since = system.mark()
    told = ask_to_delete(system, "member", spam)
    assert "Manage Messages" in told
    assert deletions(system, since) == []
    assert all(request["method"] != "POST" for request in system.requests(since) if "/channels/" in request["path"])


@pytest.mark.requirement("F7")
def test_links_and_mentions_stand_for_ids(system: System, spam: list[str]) -> None:
    guild, general = system.discord["guild_id"], system.channel("general")
    links = [f"https://discord.com/channels/{guild}/{general}/{message_id}" for message_id in spam]
    told = ask_to_delete(system, "moderator", links)
    assert "approv" in told.lower()


def test_an_unknown_message_is_named_and_nothing_is_asked(system: System, spam: list[str]) -> None:
    cards = len(system.cards())
    told = ask_to_delete(system, "moderator", [spam[0], "1100000000000000001"])
    assert "1100000000000000001" in told
    assert len(system.cards()) == cards


@pytest.mark.requirement("A14")
def test_an_administrator_allows_and_disallows_chat(system: System) -> None:
    general = system.channel("general")
    assert "answer" in system.slash("owner", "allow-chat", channel_id=general).lower()
    assert "not done" in system.slash("member", "allow-chat", channel_id=general).lower()
    assert "answer" in system.slash("owner", "disallow-chat", channel_id=general).lower()


@pytest.mark.requirement("F15")
def test_a_message_that_is_sent_pings_nobody(system: System) -> None:
    since = system.mark()
    system.slash("moderator", "message send", channel_id=system.channel("general"), content="hello @everyone")
    [sent] = [request for request in system.requests(since) if request["path"].endswith("/messages")]
    assert sent["body"]["allowed_mentions"] == {"parse": []}
    assert sent["body"]["enforce_nonce"] is True
    newest = system.messages("general")[0]
    assert newest["content"] == "hello @everyone"
    assert newest["mention_everyone"] is False


def test_the_simulated_discord_found_no_fault_with_any_request_or_answer(system: System) -> None:
    system.slash("owner", "channel list")
    assert system.control("GET", "/violations") == []
    assert [request for request in system.requests() if not request["valid"]] == []
