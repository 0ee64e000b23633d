"""Attacks on the question to a human: whoever presses what, from where and how often, it is done once or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import Permission
from guildhall.operations.spec import Risk
from tests.e2e import attacks, signing
from tests.e2e.attacks import asked, button, call, card, deletions
from tests.e2e.system import Json, System, confirmation_of, text_of, until
from tests.e2e.tables import change_policy, make_overdue
from tests.e2e.watching import direct

PRESSES = int(os.environ.get("ATTACK_PRESSES", "20"))
P = Permission
LACKING = "You lack the Discord permission Manage Messages"


@pytest.fixture
def guild(besieged: System) -> System:
    attacks.calm(besieged)
    return besieged


def approvers(guild: System) -> str:
    return attacks.role(guild, "approvers")


# ------------------------------------------------------------------------------------------------------ who may press
@pytest.mark.requirement("F2")
@pytest.mark.parametrize("verb", ["approve", "details"])
def test_somebody_elses_card_is_not_answered_by_who_may_not_do_it(guild: System, verb: str) -> None:
    since, shown = guild.mark(), asked(guild)
    told = guild.press("member", verb, shown)
    assert LACKING in told
    assert "buy " not in told
    assert deletions(guild, since) == []
    assert guild.tool("confirmation_get", confirmation_id=confirmation_of(shown))["status"] == "pending"


def test_a_right_in_approvals_only_is_no_right_where_it_is_done(guild: System) -> None:
    since, somebody = guild.mark(), attacks.person(guild)
    attacks.overwrite(guild, "approvals", somebody, allow=P.MANAGE_MESSAGES | P.ADMINISTRATOR)
    shown = asked(guild)
    assert LACKING in guild.press(somebody, "approve", shown)
    assert deletions(guild, since) == []


def test_who_was_timed_out_or_left_after_the_question_presses_in_vain(guild: System) -> None:
    moderators = guild.control("GET", "/state")["names"]["moderators_role"]
    held, gone = attacks.person(guild, moderators), attacks.person(guild, moderators)
    since, shown = guild.mark(), asked(guild)
    guild.control("PUT", f"/members/{held}", {"timeout_s": 3600})
    assert "timeout" in guild.press(held, "approve", shown).lower()
    pressed = signing.signed(guild, gone, signing.press(button("approve", shown)["custom_id"]))
    guild.control("PUT", f"/members/{gone}", {"present": False})
    assert pressed.send(guild).status_code == 200
    assert "There is no such thing, or it is not yours" in signing.told(guild, pressed)
    assert deletions(guild, since) == []


def test_a_press_by_direct_message_answers_nobody_elses_question(guild: System) -> None:
    since, shown = guild.mark(), asked(guild)
    pressed = signing.signed(guild, "moderator", signing.press(button("approve", shown)["custom_id"]), guild=False)
    assert pressed.send(guild).status_code == 200
    assert "A direct message answers only your own question" in signing.told(guild, pressed)
    assert deletions(guild, since) == []


def test_a_right_that_was_lost_is_lost_in_ones_own_direct_messages_too(guild: System) -> None:
    change_policy(guild, approvals_channel_id=None)
    moderators = guild.control("GET", "/state")["names"]["moderators_role"]
    asker = attacks.person(guild, moderators)
    options = {"channel_id": guild.channel("general"), "message_ids": " ".join(attacks.spam(guild))}
    since, told = guild.mark(), guild.slash(asker, "message bulk_delete", **options)
    assert "Waiting for approval" in told
    [shown] = direct(guild, asker)
    guild.control("PUT", f"/members/{asker}", {"roles": []})
    told = guild.press(asker, "approve", shown, channel=shown["channel_id"])
    assert LACKING in told
    assert deletions(guild, since) == []


def test_a_guessed_or_overheard_id_of_a_question_shows_nothing_to_others(guild: System) -> None:
    shown = asked(guild)
    confirmation_id = confirmation_of(shown)
    for key in ("moderator", "read_only"):
        code, told = attacks.refusal(guild.tool("confirmation_get", key=key, confirmation_id=confirmation_id))
        assert (code, "no such confirmation of yours" in told) == ("confirmation_invalid", True)
    unknown = confirmation_id[:-4] + "0000"
    guess = signing.signed(guild, "owner", signing.press(f"confirm:details:{unknown}"))
    assert guess.send(guild).status_code == 200
    assert "This question is gone" in signing.told(guild, guess)


# ----------------------------------------------------------------------------------- what the guild asks of approvers
def test_who_holds_no_approver_role_is_told_whom_to_ask(guild: System) -> None:
    role = approvers(guild)
    change_policy(guild, approver_role_ids=frozenset({RoleId.parse(role)}))
    since, shown = guild.mark(), asked(guild)
    assert f"Ask somebody with <@&{role}>" in guild.press("moderator", "approve", shown)
    assert deletions(guild, since) == []
    moderators = guild.control("GET", "/state")["names"]["moderators_role"]
    assert "Done" in guild.press(attacks.person(guild, moderators, role), "approve", shown)
    assert len(deletions(guild, since)) == 1


def test_an_approver_role_without_the_right_answers_nothing(guild: System) -> None:
    role = approvers(guild)
    change_policy(guild, approver_role_ids=frozenset({RoleId.parse(role)}))
    since, shown = guild.mark(), asked(guild)
    assert LACKING in guild.press(attacks.person(guild, role), "approve", shown)
    assert deletions(guild, since) == []


def test_the_asker_does_not_approve_where_self_approval_is_off(guild: System) -> None:
    change_policy(guild, self_approval=False)
    since, shown = guild.mark(), asked(guild)
    assert "nobody approves what they asked for" in guild.press("owner", "approve", shown)
    assert deletions(guild, since) == []
    assert "Done" in guild.press("moderator", "approve", shown)


def test_one_person_twice_is_not_two_people(guild: System) -> None:
    change_policy(guild, two_person_from=Risk.DESTRUCTIVE)
    since, shown = guild.mark(), asked(guild)
    for _ in range(3):
        assert "Another person has to approve it, too" in guild.press("moderator", "approve", shown)
    assert deletions(guild, since) == []
    assert "Done" in guild.press("owner", "approve", shown)
    assert len(deletions(guild, since)) == 1


def test_a_first_approver_who_lost_the_right_since_does_not_count(guild: System) -> None:
    change_policy(guild, two_person_from=Risk.DESTRUCTIVE)
    moderators = guild.control("GET", "/state")["names"]["moderators_role"]
    first = attacks.person(guild, moderators)
    since, shown = guild.mark(), asked(guild)
    assert "1 of 2" in guild.press(first, "approve", shown)
    guild.control("PUT", f"/members/{first}", {"roles": []})
    told = guild.press("moderator", "approve", shown)
    assert first in told
    assert "who approved it too, may not do this any more" in told
    assert deletions(guild, since) == []


def test_a_question_that_was_asked_of_two_is_not_loosened_afterwards(guild: System) -> None:
    change_policy(guild, two_person_from=Risk.DESTRUCTIVE)
    since, shown = guild.mark(), asked(guild)
    change_policy(guild, two_person_from=None)
    assert "1 of 2" in guild.press("moderator", "approve", shown)
    assert deletions(guild, since) == []


def test_an_asker_who_lost_the_right_gets_nothing_approved(guild: System) -> None:
    moderators = guild.control("GET", "/state")["names"]["moderators_role"]
    asker = attacks.person(guild, moderators)
    since, shown = guild.mark(), asked(guild, attacks.key(guild, asker))
    guild.control("PUT", f"/members/{asker}", {"roles": []})
    told = guild.press("owner", "approve", shown)
    assert f"for <@{asker}> it failed" in told
    assert "Manage Messages" in told
    assert deletions(guild, since) == []


# ---------------------------------------------------------------------------------------------------- again and again
def test_an_answered_card_is_not_answered_again(guild: System) -> None:
    since, done, denied = guild.mark(), asked(guild), asked(guild)
    assert "Done" in guild.press("moderator", "approve", done)
    deny = button("deny", denied)
    guild.interact("button", "moderator", "approvals", **deny)
    guild.interact("modal", "moderator", "approvals", custom_id=deny["custom_id"], options={})
    until(lambda: "Denied" in text_of(card(guild, confirmation_of(denied))), what="the denial on the card")
    for presser in ("owner", "moderator"):
        assert "already used" in guild.press(presser, "approve", done)
        assert "already denied" in guild.press(presser, "approve", denied)
    assert len(deletions(guild, since)) == 1


def test_an_overdue_card_is_not_answered(guild: System) -> None:
    since, shown = guild.mark(), asked(guild)
    make_overdue(guild, confirmation_of(shown))
    assert "has expired. Nothing was done" in guild.press("owner", "approve", shown)
    assert deletions(guild, since) == []


def test_a_target_that_changed_between_question_and_press_is_not_touched(guild: System) -> None:
    since, ids = guild.mark(), attacks.spam(guild, 3)
    answer = call(guild, "message_bulk_delete", channel_id=guild.channel("general"), message_ids=ids)
    guild.rest("DELETE", f"/channels/{guild.channel('general')}/messages/{ids[0]}")
    told = guild.press("owner", "approve", card(guild, answer["confirmation_id"]))
    assert "failed" in told
    assert deletions(guild, since) == []


def test_of_many_presses_at_once_one_executes(guild: System) -> None:
    moderators = guild.control("GET", "/state")["names"]["moderators_role"]
    crowd = ["owner", "moderator", *(attacks.person(guild, moderators) for _ in range(3))]
    since, shown = guild.mark(), asked(guild)

    def sent(number: int) -> Json:
        return guild.interact("button", crowd[number % len(crowd)], "approvals", **button("approve", shown))

    with ThreadPoolExecutor(10) as pool:
        answers = [guild.answer_to(each) for each in pool.map(sent, range(PRESSES))]
    assert len(deletions(guild, since)) == 1
    assert [answer for answer in answers if "Done." not in answer and "already used" not in answer] == []
