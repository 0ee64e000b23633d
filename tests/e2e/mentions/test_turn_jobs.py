"""Mentions from outside: the jobs that people give, and a card in the middle of one."""

import re

import pytest

from tests.e2e.system import System, text_of, until
from tests.e2e.turns import House

SCRIPTED = "scripted"
SEND_MESSAGES = 1 << 11


@pytest.fixture(scope="module")
def system(place: House) -> System:
    """The one whose people may ask as much as they like."""
    return place.system


@pytest.mark.requirement("A3", "C9")
def test_a_member_hears_of_the_channels_that_he_sees_and_no_others(system: System) -> None:
    told = system.ask("member", "list my channels")
    assert SCRIPTED in told
    for name in ("general", "support"):
        assert name in told
    assert "staff" not in told


def test_an_owner_in_public_hears_only_what_everybody_there_may_hear(system: System) -> None:
    told = system.ask("owner", "list my channels")
    assert "general" in told
    assert "staff" not in told


def test_the_last_messages_of_a_channel_are_summarized(system: System) -> None:
    general = system.channel("general")
    told = system.ask("member", f"summarize the last 100 messages in <#{general}>")
    assert re.search(r"\b(100|[1-9]\d?)\b messages", told)


def test_a_support_channel_is_created_in_which_only_moderators_can_write(system: System) -> None:
    guild, cards = system.discord["guild_id"], len(system.cards())
    told = system.ask("owner", "create a support channel that only Moderators can write in")
    named = re.search(r"<#(\d+)>", told)
    assert named
    made = system.rest("GET", f"/channels/{named[1]}")
    assert made["name"] == "support"
    roles = {role["name"]: role["id"] for role in system.rest("GET", f"/guilds/{guild}/roles")}
    overwrites = {each["id"]: each for each in made["permission_overwrites"]}
    assert int(overwrites[guild]["deny"]) & SEND_MESSAGES
    assert int(overwrites[roles["Moderators"]]["allow"]) & SEND_MESSAGES
    assert len(system.cards()) == cards, "a small thing that the owner's own words ask for waits for nobody"


def test_a_warning_is_drafted_for_a_message(system: System) -> None:
    message = system.say("newcomer", "buy cheap gold at my shop, click here", "general")
    link = f"https://discord.com/channels/{system.discord['guild_id']}/{system.channel('general')}/{message}"
    told = system.ask("moderator", f"draft a moderation warning for {link}")
    assert "warning" in told.lower()
    assert "gold" in told


def test_an_automation_that_answers_faqs_is_drafted_and_it_is_said_that_nothing_runs_it(system: System) -> None:
    support = system.channel("support")
    told = system.ask("owner", f"create an automation that answers FAQs in <#{support}>")
    assert "drafted the automation" in told
    assert "nothing runs it yet" in told
    (made,) = system.tool("automation_list")["automations"]
    shown = system.tool("automation_get", automation_id=made["automation_id"])
    assert (shown["status"], shown["trigger"]["channel_ids"]) == ("draft", [support])
    assert [each["operation"] for each in shown["actions"]] == ["message.send"]


@pytest.mark.requirement("A13", "C5")
def test_a_ban_waits_for_a_card_and_goes_on_in_the_same_turn(system: System) -> None:
    [made] = system.control("POST", "/users", {"names": ["spam.bot"]})
    spammer = str(made["id"])
    before = len(system.cards())
    mention = system.mention("moderator", f"ban <@{spammer}>")
    card = until(lambda: system.cards()[0] if len(system.cards()) > before else None, what="the card")
    assert "ban" in text_of(card).lower()
    until(lambda: "approv" in text_of(system.replies(mention)[0]).lower(), what="a word that it waits")
    system.press("owner", "approve", card)
    told = text_of(system.reply_to(mention))
    assert "bann" in told.lower()
    guild = system.discord["guild_id"]
    assert system.rest("GET", f"/guilds/{guild}/bans/{spammer}")["user"]["id"] == spammer


def test_a_ban_by_a_member_is_denied_by_the_name_of_the_permission(system: System) -> None:
    since = system.mark()
    told = system.ask("member", f"ban <@{system.user('newcomer')}>")
    assert "Ban Members" in told or "BAN_MEMBERS" in told
    assert [each for each in system.requests(since) if each["method"] == "PUT" and "/bans/" in each["path"]] == []
